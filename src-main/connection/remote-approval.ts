// Approves this device's own pairing request with the gateway's own command, on the gateway's own host, over SSH.
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import type { RemoteCommand, RemoteEnd } from '../tunnel/tunnel.ts'

export type OwnRequest = { readonly requestId: string; readonly deviceId: string }

type Cli = 'openclaw' | 'gangway'

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

const listScript = `${withPath}
for cli in openclaw gangway; do
  command -v "$cli" >/dev/null 2>&1 || continue
  printf '\\n@@ %s\\n' "$cli"
  "$cli" devices list --json </dev/null
done
exit 0
`

/**
 * `run` runs a command on the gateway's host. The request is approved only where that host lists it, under this id, as
 * this very device's and as an operator's. Settles with the words of the command that did it. Rejects with
 * OVER_SSH_FAILED, or with what `run` rejects with.
 */
export async function approveOwnRequest(
  own: OwnRequest,
  host: string,
  run: (command: RemoteCommand) => Promise<RemoteEnd>,
): Promise<string> {
  const fail = (why: Said) => appError('OVER_SSH_FAILED', { host, what: 'approve', why })
  const { requestId } = own
  // It came from the gateway, and goes into a command.
  if (!/^[0-9A-Za-z][0-9A-Za-z-]{7,63}$/.test(requestId)) throw fail(phrase('approvalOddId'))
  const lists = listsIn((await run({ command, input: listScript, timeoutMs })).stdout)
  if (lists.length === 0) throw fail(phrase('approvalNoProgram'))
  const found = lists.find(({ pending }) => pending.some(request => request.requestId === requestId))
  if (!found) throw fail(phrase('approvalNotListed', { programs: lists.map(({ cli }) => cli) }))
  const request = found.pending.find(one => one.requestId === requestId)
  if (request?.deviceId !== own.deviceId) throw fail(phrase('approvalOtherDevice'))
  if (![request.role, ...request.roles].includes('operator')) throw fail(phrase('approvalOtherRole'))
  const approve = `${found.cli} devices approve ${requestId}`
  const end = await run({ command, input: `${withPath}${approve} </dev/null\nexit $?\n`, timeoutMs })
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

function listsIn(stdout: string): { readonly cli: Cli; readonly pending: z.infer<typeof Pending>[] }[] {
  return stdout.split(/^@@ (?=(?:openclaw|gangway)$)/m).flatMap(part => {
    const cli = /^(openclaw|gangway)\n/.exec(part)?.[1] as Cli | undefined
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
