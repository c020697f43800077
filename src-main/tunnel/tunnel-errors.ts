// The one place where what ssh2 and the operating system say becomes an AppError: by level and code first, by text only
// where ssh2 gives nothing else (the table at the end).
import { appError, isAppError, type AppError } from '../../src-shared/errors.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'

/** How far the conversation had come when it broke. */
export type SshStage = 'banner' | 'key-exchange' | 'login' | 'open'

export type FailedAt = {
  /** As the person named it, or the jump host's own name. */
  readonly host: string
  /** The jump host before it. */
  readonly via?: string | undefined
  readonly port: number
  readonly stage: SshStage
  /** What came before the server's identification, as Latin-1. */
  readonly preamble: string
  readonly user: string
  /** Keys, passwords and rounds of questions that were tried at login. */
  readonly attempts: number
}

/** What ssh2 hangs on its errors: a `level`, a socket error's `code`, or the number of an SSH disconnect as `code`. */
type Ssh2Error = Error & { level?: string; code?: string | number; reason?: number }

/** The error of a name lookup or a connect. */
export function mapDialError(
  error: unknown,
  at: {
    readonly host: string
    readonly via?: string | undefined
    readonly port: number
    /** What was to be reached there, when not an SSH server. */
    readonly service?: 'gateway' | undefined
    /** What was looked up, where that is not `host`. */
    readonly name?: string | undefined
  },
): AppError {
  if (isAppError(error)) return error
  const { host, via, port, service, name } = at
  const code = (error as NodeJS.ErrnoException).code ?? ''
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
    case 'ENODATA':
    case 'ESERVFAIL':
      return appError('HOST_NOT_FOUND', { host, via, name }, error)
    case 'ECONNREFUSED':
      return appError('TCP_REFUSED', { host, via, port, service }, error)
    case 'ETIMEDOUT':
      return appError('TCP_TIMEOUT', { host, via, port }, error)
    case 'ECONNRESET':
    case 'EPIPE':
      return appError('SSH_CLOSED_EARLY', { host, via, port }, error)
    default:
      // EHOSTUNREACH, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, and EACCES or EPERM from a local firewall.
      return appError('HOST_UNREACHABLE', { host, via, port }, error)
  }
}

/** The error of an SSH connection, from ssh2's `error` event or from its closing without one (undefined). */
export function mapSshError(error: unknown, at: FailedAt): AppError {
  if (isAppError(error)) return error
  const { host, via, user } = at
  const { level, code, message = '' } = (error ?? {}) as Partial<Ssh2Error>
  if (at.stage === 'banner') return mapBannerError(error, at)
  if (error === undefined) return appError('CONNECTION_LOST', { host, via })
  if (level === 'client-socket') return appError('CONNECTION_LOST', { host, via }, error)
  if (typeof code === 'number') return mapDisconnect(code, error, at)
  const missing = level === 'handshake' ? missingAlgorithm(message) : undefined
  if (missing) return appError('SSH_NO_COMMON_ALGORITHM', { host, via, what: missing }, error)
  if (level === 'client-authentication') {
    return appError('SSH_LOGIN_REFUSED', { host, via, user, tried: [], offered: [] }, error)
  }
  return appError('SSH_PROTOCOL_ERROR', { host, via }, error)
}

/** The error of opening a channel to `to` ("127.0.0.1:18789"): RFC 4254, 5.1 numbers the reasons. */
export function mapChannelError(
  error: unknown,
  at: { readonly host: string; readonly via?: string | undefined; readonly to: string },
): AppError {
  if (isAppError(error)) return error
  const { host, via, to } = at
  switch ((error as Ssh2Error).reason) {
    case 1:
      return appError('FORWARDING_FORBIDDEN', { host, via, to }, error)
    case 2:
      return appError('GATEWAY_NOT_LISTENING', { host, via, to }, error)
    case 3:
      return appError('CHANNEL_REFUSED', { host, via, reason: phrase('channelUnknown') }, error)
    case 4:
      return appError('CHANNEL_REFUSED', { host, via, reason: phrase('channelNoResources') }, error)
    case undefined:
      // ssh2 answers what is still waiting when the connection is gone, and throws afterwards, without a code.
      return appError('CONNECTION_LOST', { host, via }, error)
    default:
      return appError('CHANNEL_REFUSED', { host, via, reason: phrase('channelClosedAtOnce') }, error)
  }
}

function mapBannerError(error: unknown, { host, via, port, preamble }: FailedAt): AppError {
  const refusal = preamble === '' || refusalsBeforeBanner.some(text => preamble.startsWith(text))
  return refusal
    ? appError('SSH_CLOSED_EARLY', { host, via, port }, error)
    : appError('NOT_AN_SSH_SERVER', { host, via, port }, error)
}

/** RFC 4253, 11.1. */
function mapDisconnect(code: number, error: unknown, at: FailedAt): AppError {
  const { host, via, user, attempts } = at
  // OpenSSH ends a login after MaxAuthTries with the code for a protocol error.
  if (code === 2 && at.stage === 'login' && attempts > 0) {
    return appError('SSH_TOO_MANY_ATTEMPTS', { host, via, user, attempts }, error)
  }
  switch (code) {
    case 2:
    case 3:
    case 5:
    case 6:
      return appError('SSH_PROTOCOL_ERROR', { host, via }, error)
    case 1:
    case 13:
    case 14:
    case 15:
      return appError('SSH_LOGIN_REFUSED', { host, via, user, tried: [], offered: [] }, error)
    case 12:
      return appError('SERVER_THROTTLING', { host, via }, error)
    default:
      return appError('CONNECTION_LOST', { host, via }, error)
  }
}

// What sshd writes instead of its identification when it takes no more connections (sshd.c, srclimit.c).
const refusalsBeforeBanner = ['Exceeded MaxStartups', 'Not allowed at this time']

// ssh2 says which algorithm is missing only in words: "Handshake failed: no matching key exchange algorithm".
const algorithmsByText: readonly (readonly [text: string, what: Phrase])[] = [
  ['no matching key exchange', phrase('algorithmKex')],
  ['no matching host key', phrase('algorithmHostKey')],
  ['cipher', phrase('algorithmCipher')],
  ['MAC', phrase('algorithmMac')],
  ['compression', phrase('algorithmCompression')],
]

function missingAlgorithm(message: string): Phrase | undefined {
  if (!message.includes('no matching')) return undefined
  return algorithmsByText.find(([text]) => message.includes(text))?.[1] ?? phrase('algorithmOther')
}
