// The shared secret of a gateway, as it stands in the files of the account that runs it. Read over SSH, once, and only
// when a person has agreed to just these files of just this host.
import { z } from 'zod'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import { parseConfig } from '../settings/config-file.ts'
import type { RemoteCommand, RemoteEnd, SshPeer } from '../tunnel/tunnel.ts'
import { shellQuoted } from './shell-quoted.ts'
import { configuredCredentials } from './configured-credentials.ts'
import type { GatewaySecret } from './gateway-secrets.ts'

export type RemoteSecret = GatewaySecret & {
  /** The file it was read from, as the remote host names it. */
  readonly file: string
}

const maxFileBytes = 1024 * 1024
const timeoutMs = 20_000

// Only whether a file is there is looked at: each that is comes as a line "@@ KIND PATH".
const lookScript = `
there() {
  [ -f "$2" ] && [ -r "$2" ] && printf '@@ %s %s\\n' "$1" "$2"
}
there config "\${OPENCLAW_CONFIG_PATH:-\${OPENCLAW_STATE_DIR:-$HOME/.openclaw}/openclaw.json}"
for dir in "\${GANGWAY_STATE_DIR:-\${XDG_STATE_HOME:-$HOME/.local/state}/gangway}" "$HOME/Library/Application Support/Gangway"; do
  there config "$dir/gangway.json5"
  there token "$dir/gateway-token"
done
exit 0
`

// Each file comes as a line "@@ KIND BYTES PATH", its bytes, and a line end.
const showScript = `
show() {
  bytes=$(wc -c <"$2" | tr -d ' ')
  [ "$bytes" -le ${maxFileBytes} ] || return 0
  printf '@@ %s %s %s\\n' "$1" "$bytes" "$2"
  cat "$2"
  printf '\\n'
}
`

type FileKind = 'config' | 'token'
export type SecretFile = { readonly kind: FileKind; readonly path: string }

/** Finds the files that may hold a secret, and opens none of them. */
export const lookForSecrets: RemoteCommand = { command: 'sh', input: lookScript, timeoutMs }

const maxFiles = 8

/** What `lookForSecrets` found. Throws OVER_SSH_FAILED when that is nothing. */
export function secretFiles(end: RemoteEnd, host: string): readonly SecretFile[] {
  const lines = end.stdout.split('\n').flatMap(line => {
    // No control character: a path is shown to a person, and must be what it looks like.
    // oxlint-disable-next-line no-control-regex
    const [, kind, path] = /^@@ (config|token) (\/[^\u0000-\u001f\u007f]{1,1023})$/.exec(line) ?? []
    return path === undefined
      ? []
      : [{ kind: kind === 'token' ? ('token' as const) : ('config' as const), path }]
  })
  if (lines.length > 0) return lines.slice(0, maxFiles)
  const why = end.code === 0 ? phrase('remoteNoFile') : phrase('remoteExit', { code: end.code ?? '?' })
  throw appError('OVER_SSH_FAILED', { host, what: 'read', why })
}

/** What reads a file there, as a person may read it. */
export function showCommand({ path }: SecretFile): string {
  return `cat ${shellQuoted(path)}`
}

/** Reads exactly these files, and only where a person agreed to it. */
export function readSecretCommand(files: readonly SecretFile[], onlyAt: SshPeer): RemoteCommand {
  const shown = files.map(({ kind, path }) => `show ${kind} ${shellQuoted(path)}\n`)
  return { command: 'sh', input: showScript + shown.join(''), timeoutMs, onlyAt }
}

/**
 * The secret for the gateway at that port: of a configuration that names the port first, then of any other. Those in
 * `tried` were refused and are left out. Throws OVER_SSH_FAILED.
 */
export function findSecret(
  end: RemoteEnd,
  of: { readonly host: string; readonly gatewayPort: number; readonly tried: ReadonlySet<string> },
): RemoteSecret {
  const fail = (why: Said) => appError('OVER_SSH_FAILED', { host: of.host, what: 'read', why })
  const files = filesIn(end.stdout)
  if (files.length === 0) {
    throw fail(end.code === 0 ? phrase('remoteNoFile') : phrase('remoteExit', { code: end.code ?? '?' }))
  }
  let problem: Said = phrase('remoteNoSecret', { files: files.map(({ path }) => path) })
  const found: (RemoteSecret & { readonly port: number })[] = []
  for (const file of files) {
    const read = file.kind === 'token' ? madeToken(file) : configured(file)
    if ('problem' in read) problem = read.problem
    else if (read.secret !== undefined) found.push({ ...read.secret, file: file.path, port: read.port })
  }
  const right = found.filter(({ port }) => port === of.gatewayPort)
  const fresh = [...right, ...found.filter(one => !right.includes(one))].filter(
    ({ secret }) => !of.tried.has(secret),
  )
  const [first] = fresh
  if (first) return { kind: first.kind, secret: first.secret, file: first.file }
  throw fail(
    found.length > 0 ? phrase('remoteAllRefused', { files: found.map(({ file }) => file) }) : problem,
  )
}

type RemoteFile = SecretFile & { readonly text: string }

function filesIn(stdout: string): RemoteFile[] {
  const bytes = Buffer.from(stdout, 'utf8')
  const files: RemoteFile[] = []
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf(10, at)
    if (lineEnd < 0) break
    const head = /^@@ (config|token) (\d{1,7}) (.+)$/.exec(bytes.toString('utf8', at, lineEnd))
    at = lineEnd + 1
    // A greeting that the account's shell prints before everything.
    if (!head) continue
    const [, kind, length, path = ''] = head
    const end = at + Number(length)
    files.push({ kind: kind === 'token' ? 'token' : 'config', path, text: bytes.toString('utf8', at, end) })
    at = end + 1
  }
  return files
}

type Read = { readonly secret: GatewaySecret | undefined; readonly port: number } | { readonly problem: Said }

const Gateway = z.looseObject({
  gateway: z
    .looseObject({
      port: z.int().optional().catch(undefined),
      auth: z
        .looseObject({ mode: z.string().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
})

function configured({ text, path }: RemoteFile): Read {
  const parsed = parseConfig(text)
  if (!parsed.ok) return { problem: phrase('remoteNotJson5', { file: path }) }
  const gateway = Gateway.safeParse(parsed.document).data?.gateway
  const port = gateway?.port ?? defaultGatewayPort
  try {
    // Variables of this computer say nothing about that one.
    const { token, password } = configuredCredentials('local', parsed.document, {})?.credentials ?? {}
    const secret: GatewaySecret | undefined =
      password !== undefined && (gateway?.auth?.mode === 'password' || token === undefined)
        ? { kind: 'password', secret: password }
        : token === undefined
          ? undefined
          : { kind: 'token', secret: token }
    return { secret, port }
  } catch (error) {
    if (!isAppError(error, 'INVALID_INPUT')) throw error
    return { problem: phrase('remoteElsewhere', { file: path }) }
  }
}

function madeToken({ text }: RemoteFile): Read {
  const secret = text.trim()
  return { secret: secret === '' ? undefined : { kind: 'token', secret }, port: defaultGatewayPort }
}
