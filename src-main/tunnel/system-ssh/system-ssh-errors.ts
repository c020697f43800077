// What the system's ssh says when it fails, as AppErrors. Its words are all there is; OpenSSH does not translate them,
// and the system's own part of them is kept in English (LC_ALL=C). One table, tested.
import { readFileSync } from 'node:fs'
import { appError, type AppError } from '../../../src-shared/errors.ts'
import { fingerprint } from '../host-keys/host-keys.ts'
import { promptLine } from '../login/prompt-text.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'

export type SystemSshFailure = {
  readonly name: string
  readonly host: SshHost
  /** Where the channel was to go. */
  readonly to: string
  readonly wasOpen: boolean
}

type Row = readonly [
  pattern: RegExp,
  error: (match: RegExpExecArray, at: SystemSshFailure, all: string) => AppError,
]

const rows: readonly Row[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, (_, at, all) => changedKey(at, all)],
  [
    /REVOKED HOST KEY DETECTED|key .*is revoked|revoked by file (\S+)/,
    (match, at, all) => {
      const where = match[1] ?? /Offending .* key in (\S+)/.exec(all)?.[1] ?? 'RevokedHostKeys'
      return appError('HOST_KEY_REVOKED', {
        host: at.name,
        fingerprint: presentedKey(all).fingerprint,
        where,
      })
    },
  ],
  [/Host key verification failed|No \S+ host key is known for/, (_, at, all) => unknownKey(at, all)],
  [
    /Too many authentication failures/,
    (_, at) => appError('SSH_TOO_MANY_ATTEMPTS', { host: at.name, user: at.host.user, attempts: 6 }),
  ],
  [
    /Permission denied \(([^)]*)\)/,
    (match, at, all) => {
      const tried = [...all.matchAll(/^debug1: Offering public key: (\S+)/gm)].map(
        ([, key = '']) => `key ${key}`,
      )
      const offered = (match[1] ?? '').split(',')
      return appError('SSH_LOGIN_REFUSED', { host: at.name, user: at.host.user, tried, offered })
    },
  ],
  [
    /open failed: (administratively prohibited|connect failed|unknown channel type|resource shortage)/,
    (match, at) => {
      const { name: host, to } = at
      if (match[1] === 'connect failed') return appError('GATEWAY_NOT_LISTENING', { host, to })
      if (match[1] === 'administratively prohibited') return appError('FORWARDING_FORBIDDEN', { host, to })
      return appError('CHANNEL_REFUSED', { host, reason: match[1] ?? '' })
    },
  ],
  [/Could not resolve hostname/, (_, at) => appError('HOST_NOT_FOUND', { host: at.name })],
  [
    /connect to (?:host|address) .*: Connection refused/,
    (_, at) => appError('TCP_REFUSED', { host: at.name, port: at.host.port }),
  ],
  [
    /connect to (?:host|address) .*: (?:Connection|Operation) timed out/,
    (_, at) => appError('TCP_TIMEOUT', { host: at.name, port: at.host.port }),
  ],
  [
    /connect to (?:host|address) .*: /,
    (_, at) => appError('HOST_UNREACHABLE', { host: at.name, port: at.host.port }),
  ],
  [
    /Timeout, server .* not responding/,
    (_, at) => {
      const silentMs = at.host.serverAliveIntervalMs * (at.host.serverAliveCountMax + 1)
      return appError('SERVER_SILENT', { host: at.name, silentMs })
    },
  ],
  [
    /timed out during banner exchange/,
    (_, at) =>
      appError('SSH_HANDSHAKE_TIMEOUT', { host: at.name, timeoutMs: at.host.connectTimeoutMs ?? 10_000 }),
  ],
  [
    /kex_exchange_identification: (?:Connection closed|read: Connection reset)|Exceeded MaxStartups|Not allowed at this time/,
    (_, at) => appError('SSH_CLOSED_EARLY', { host: at.name, port: at.host.port }),
  ],
  [
    /Connection (?:closed|reset) by|closed by remote host|Broken pipe|Connection to .* (?:closed|timed out)/,
    (_, at) => appError('CONNECTION_LOST', { host: at.name }),
  ],
]

/** `lines`: what it wrote to stderr, without its packet log. */
export function explainSystemSsh(lines: readonly string[], at: SystemSshFailure): AppError {
  const all = lines.join('\n')
  for (const [pattern, error] of rows) {
    const match = pattern.exec(all)
    if (match) return error(match, at, all)
  }
  // Once open, an end without a word is the connection's: killed, or cut off.
  if (at.wasOpen) return appError('CONNECTION_LOST', { host: at.name })
  const said =
    lines.findLast(line => line.trim() !== '' && !/^debug\d: /.test(line)) ?? 'it ended without a word'
  return appError('SYSTEM_SSH_FAILED', { host: at.name, said: promptLine(said).slice(0, 300) })
}

function presentedKey(all: string): { readonly keyType: string; readonly fingerprint: string } {
  const match = /^debug1: Server host key: (\S+) (SHA256:\S+)/m.exec(all)
  return { keyType: match?.[1] ?? 'unknown', fingerprint: match?.[2] ?? 'unknown' }
}

function unknownKey(at: SystemSshFailure, all: string): AppError {
  const key = presentedKey(all)
  if (key.fingerprint !== 'unknown') return appError('HOST_KEY_UNKNOWN', { host: at.name, ...key })
  // A jump host's own ssh has refused; its key is not shown to us.
  return appError('SYSTEM_SSH_FAILED', { host: at.name, said: 'Host key verification failed on the way.' })
}

function changedKey(at: SystemSshFailure, all: string): AppError {
  const { keyType, fingerprint: presented } = presentedKey(all)
  const where = /Offending .*key in (.+:\d+)/.exec(all)?.[1] ?? 'known_hosts'
  return appError('HOST_KEY_CHANGED', { host: at.name, expected: keyAt(where), presented, keyType, where })
}

/** The fingerprint of the key on a line "path:number", for showing beside the presented one. */
function keyAt(where: string): string {
  const [, path = '', number = '0'] = /^(.+):(\d+)$/.exec(where) ?? []
  try {
    const line = readFileSync(path, 'utf8').split('\n')[Number(number) - 1] ?? ''
    const key = /(?:^|\s)(AAAA[A-Za-z0-9+/]+=*)/.exec(line)?.[1]
    return key ? fingerprint(Buffer.from(key, 'base64')) : 'unknown'
  } catch {
    // Not being able to show the old key changes nothing about the refusal.
    return 'unknown'
  }
}
