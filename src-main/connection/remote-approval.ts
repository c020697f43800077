// Approves this device's own pairing request with the gateway's own command, on the gateway's own host, over SSH.
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import type { RemoteCommand, RemoteEnd, SshPeer } from '../tunnel/tunnel.ts'
import { shellQuoted } from './shell-quoted.ts'

export type OwnRequest = { readonly requestId: string; readonly deviceId: string }

/** The gateway's own program: its name, and where it was found. */
type Cli = { readonly name: string; readonly path: string }

type Run = (command: RemoteCommand) => Promise<RemoteEnd>

const timeoutMs = 90_000

/** A login shell knows where its programs are; what it may not know are the places that installers like. */
const command = 'exec "$SHELL" -lc "exec sh -s"'
const places = [
  '$HOME/.local/bin',
  '$HOME/bin',
  '$HOME/.npm-global/bin',
  '$HOME/.volta/bin',
  '$HOME/.bun/bin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/home/linuxbrew/.linuxbrew/bin',
].join(':')
const withPath = `PATH="$PATH:${places}"\nexport PATH\n`

const findScript = `${withPath}
for cli in openclaw gangway; do
  found=$(command -v "$cli" 2>/dev/null) && printf '@@ %s %s\\n' "$cli" "$found"
done
exit 0
`

const listWords = (cli: Cli) => `${shellQuoted(cli.path)} devices list --json`
const approveWords = (cli: Cli, requestId: string) => `${shellQuoted(cli.path)} devices approve ${requestId}`

/** The ways to approve a request on one host; nothing of them has been run yet. */
export type Approval = {
  readonly own: OwnRequest
  readonly host: string
  readonly programs: readonly Cli[]
  /** What would be run, as a person may read it: the last of them only where the list has the request. */
  readonly commands: readonly string[]
  /** Where. */
  readonly peer: SshPeer
}

/** Finds the gateway's programs on its host, and runs none of them. Rejects with OVER_SSH_FAILED, or as `run` does. */
export async function findApproval(own: OwnRequest, host: string, run: Run): Promise<Approval> {
  const { requestId } = own
  // It came from the gateway, and goes into a command.
  if (!/^[0-9A-Za-z][0-9A-Za-z-]{7,63}$/.test(requestId)) throw failed(host, phrase('approvalOddId'))
  const { stdout, peer } = await run({ command, input: findScript, timeoutMs })
  const programs = stdout.split('\n').flatMap((line): Cli[] => {
    // No control character: it is shown to a person, and must be what it looks like. Not an alias either.
    // oxlint-disable-next-line no-control-regex
    const [, name, path] = /^@@ (openclaw|gangway) (\/[^\u0000-\u001f\u007f]{1,1023})$/.exec(line) ?? []
    return name === undefined || path === undefined ? [] : [{ name, path }]
  })
  if (programs.length === 0) throw failed(host, phrase('approvalNoProgram'))
  const commands = [...programs.map(listWords), ...programs.map(cli => approveWords(cli, requestId))]
  return { own, host, programs, commands, peer }
}

function failed(host: string, why: Said) {
  return appError('OVER_SSH_FAILED', { host, what: 'approve', why })
}

/**
 * The request is approved only where that host lists it, under this id, as this very device's and as an operator's.
 * Settles with the words of the command that did it. Rejects with OVER_SSH_FAILED, or with what `run` rejects with.
 */
export async function approveOwnRequest(approval: Approval, run: Run): Promise<string> {
  const { own, host, programs, peer } = approval
  const { requestId } = own
  const fail = (why: Said) => failed(host, why)
  const listScript = programs.map(cli => `printf '\\n@@ %s\\n' ${cli.name}\n${listWords(cli)} </dev/null\n`)
  const input = `${withPath}${listScript.join('')}exit 0\n`
  const { stdout } = await run({ command, input, timeoutMs, onlyAt: peer })
  const lists = listsIn(stdout, programs)
  const found = lists.find(({ pending }) => pending.some(request => request.requestId === requestId))
  if (!found) throw fail(phrase('approvalNotListed', { programs: programs.map(({ name }) => name) }))
  const request = found.pending.find(one => one.requestId === requestId)
  if (request?.deviceId !== own.deviceId) throw fail(phrase('approvalOtherDevice'))
  if (![request.role, ...request.roles].includes('operator')) throw fail(phrase('approvalOtherRole'))
  const approve = approveWords(found.cli, requestId)
  const toApprove = `${withPath}${approve} </dev/null\nexit $?\n`
  const end = await run({ command, input: toApprove, timeoutMs, onlyAt: peer })
  if (end.code !== 0) throw fail(phrase('remoteExit', { code: end.code ?? '?' }))
  return approve
}

const Pending = z.looseObject({
  requestId: z.string(),
  deviceId: z.string(),
  role: z.string().catch('').default(''),
  roles: z.array(z.string()).catch([]).default([]),
})
const List = z.looseObject({ pending: z.array(z.unknown()) })

function listsIn(
  stdout: string,
  programs: readonly Cli[],
): { readonly cli: Cli; readonly pending: z.infer<typeof Pending>[] }[] {
  return stdout.split(/^@@ (?=(?:openclaw|gangway)$)/m).flatMap(part => {
    const name = /^(openclaw|gangway)\n/.exec(part)?.[1]
    const cli = programs.find(program => program.name === name)
    if (cli === undefined) return []
    const list = List.safeParse(jsonIn(part)).data
    return [{ cli, pending: (list?.pending ?? []).flatMap(one => Pending.safeParse(one).data ?? []) }]
  })
}

/** Programs like to say a word before their JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  } catch {
    // Nothing that could be a list: as good as an empty one.
    return undefined
  }
}
