// The certificate of a wss:// gateway: trusted by this computer, or by a pinned fingerprint, before any HTTP is sent.
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { compareWithPinned, type PinnedCertificates } from './pinned-certificates.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'

const handshakeTimeoutMs = 10_000

export type TlsRequest = {
  readonly socket: Duplex
  readonly hostname: string
  readonly port: number
  /** SHA-256 of the certificate, in any of the usual spellings. With it, nothing else decides. */
  readonly fingerprint: string | undefined
  /** What is known of pinned ones, for the words of a refusal. */
  readonly pinned?: PinnedCertificates | undefined
}

/**
 * Settles when the certificate was accepted. Rejects with TLS_FINGERPRINT_MISMATCH, TLS_UNTRUSTED, NOT_A_GATEWAY (no
 * TLS there), TCP_TIMEOUT, CONNECTION_LOST or the signal's reason; the socket is destroyed then.
 */
export async function openTls(request: TlsRequest, signal: AbortSignal): Promise<TLSSocket> {
  const { hostname, port } = request
  const pin = request.fingerprint === undefined ? undefined : normalFingerprint(request.fingerprint)
  const done = Promise.withResolvers<TLSSocket>()
  const tls = connect({
    socket: request.socket,
    // Not dialled, for the socket is given: it is the name the certificate is checked against.
    host: hostname,
    // An address is no server name (RFC 6066, 3).
    ...(isIP(hostname) === 0 && { servername: hostname }),
    // Looked at below, so that the refusal can say which certificate was presented.
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  })
  const fail = (error: unknown): void => {
    tls.destroy()
    request.socket.destroy()
    done.reject(error)
  }
  const onAbort = (): void => fail(signal.reason)
  const timer = setTimeout(() => fail(appError('TCP_TIMEOUT', { host: hostname, port })), handshakeTimeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  tls.once('secureConnect', () => {
    try {
      checkCertificate(tls, { ...request, pin })
      done.resolve(tls)
    } catch (error) {
      fail(error)
    }
  })
  tls.once('close', () => fail(appError('CONNECTION_LOST', { host: hostname })))
  // Stays for the socket's whole life: its next owner may be a moment late for an error of its own.
  tls.on('error', error => fail(explain(error, hostname, port)))
  if (signal.aborted) onAbort()
  try {
    return await done.promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function checkCertificate(
  tls: TLSSocket,
  { hostname: host, pin, pinned }: TlsRequest & { readonly pin: string | undefined },
): void {
  const certificate = tls.getPeerX509Certificate()
  const presented = certificate?.fingerprint256 ?? 'none'
  if (pin !== undefined) {
    if (presented !== pin || !certificate) {
      const of = { host, trusted: tls.authorized, before: pinned?.find(pin) }
      const found = certificate ? compareWithPinned(certificate, of) : {}
      throw appError('TLS_FINGERPRINT_MISMATCH', { host, expected: pin, presented, ...found })
    }
    pinned?.note(certificate)
    return
  }
  if (tls.authorized) return
  throw appError('TLS_UNTRUSTED', { host, why: errorCode(tls.authorizationError), presented })
}

/** `AA:BB:…`, as openssl and browsers print it. */
export function normalFingerprint(text: string): string {
  const digits = text
    .replace(/^sha256:/i, '')
    .replaceAll(':', '')
    .toUpperCase()
  return digits.match(/../g)?.join(':') ?? ''
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (isAppError(error)) return error
  const code = error.code ?? ''
  return code.startsWith('ERR_SSL') || code === 'EPROTO'
    ? appError('NOT_A_GATEWAY', { where: `${host}:${port}`, what: phrase('noTls') }, error)
    : appError('CONNECTION_LOST', { host }, error)
}

function errorCode(error: unknown): string {
  if (error instanceof Error) return 'code' in error ? String(error.code) : error.name
  return typeof error === 'string' ? error : 'not trusted'
}
