// A stream through a SOCKS 5 proxy (RFC 1928), with user name and password where it wants them (RFC 1929).
// Our own and not the package `socks` (2.8): that tells its failures apart in the text of messages alone, hands the password
// along in each of them, sends an empty login where it was asked for one it did not offer, and throws within the socket's
// handler at a name or a password of more than 255 bytes.
import { isIPv4, isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { appError } from '../../../src-shared/errors.ts'
import { proxyName, type ProxyAddress } from '../../../src-shared/proxy-address.ts'
import { readBytes } from './read-bytes.ts'

const version = 5
const noLogin = 0
const password = 2
const connect = 1
const lengths: Readonly<Record<number, number>> = { 1: 4, 4: 16 }
const byName = 3
const longest = 255

/** RFC 1928, 6: what a reply other than 0 means. */
const replies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
}
const notAllowed = 2

/**
 * Asks for a stream to that place, whose name the proxy looks up. Settles when the stream is the target's. Rejects with
 * PROXY_LOGIN_REQUIRED, PROXY_REFUSED, PROXY_TARGET_UNREACHABLE or PROXY_ANSWER_INVALID. It has no deadline of its own:
 * destroying the stream ends it.
 */
export async function connectOverSocks(
  stream: Duplex,
  proxy: ProxyAddress,
  to: { readonly hostname: string; readonly port: number },
): Promise<void> {
  const name = proxyName(proxy)
  const nonsense = (cause?: unknown) => appError('PROXY_ANSWER_INVALID', { proxy: name }, cause)
  const read = (count: number) =>
    readBytes(stream, count).catch((error: unknown) => {
      throw nonsense(error)
    })
  const host = hostBytes(to.hostname)
  if (!host) throw appError('PROXY_REFUSED', { proxy: name, to: to.hostname, said: 'the name is too long' })

  const methods = proxy.login ? [noLogin, password] : [noLogin]
  stream.write(Buffer.from([version, methods.length, ...methods]))
  const [chosenVersion, method = -1] = await read(2)
  if (chosenVersion !== version) throw nonsense()
  if (method === password && proxy.login) await logIn(proxy.login.user, proxy.login.password)
  else if (method !== noLogin) {
    const given = proxy.login ? 'refused' : 'none'
    throw appError('PROXY_LOGIN_REQUIRED', { proxy: name, given, way: proxy.login ? 'other' : 'password' })
  }

  stream.write(Buffer.concat([Buffer.from([version, connect, 0]), host, portBytes(to.port)]))
  const [replyVersion, reply = -1, , type = -1] = await read(4)
  if (replyVersion !== version) throw nonsense()
  if (reply !== 0) {
    const said = replies[reply]
    if (said === undefined) throw nonsense()
    const what = { proxy: name, to: proxyName(to), said }
    throw reply === notAllowed ? appError('PROXY_REFUSED', what) : appError('PROXY_TARGET_UNREACHABLE', what)
  }
  // Where it sends from is of no use here, and has to be out of the way.
  const length = type === byName ? (await read(1))[0] : lengths[type]
  if (length === undefined) throw nonsense()
  await read(length + 2)

  async function logIn(user: string, secret: string): Promise<void> {
    const parts = [Buffer.from(user), Buffer.from(secret)]
    if (parts.some(part => part.length > longest)) refuse()
    stream.write(
      Buffer.concat([Buffer.from([1]), ...parts.flatMap(part => [Buffer.from([part.length]), part])]),
    )
    const [, status] = await read(2)
    if (status !== 0) refuse()
  }
  function refuse(): never {
    throw appError('PROXY_LOGIN_REQUIRED', { proxy: name, given: 'refused', way: 'password' })
  }
}

function hostBytes(hostname: string): Buffer | undefined {
  if (isIPv4(hostname)) return Buffer.from([1, ...hostname.split('.').map(Number)])
  if (isIPv6(hostname)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(hostname)])
  const name = Buffer.from(hostname)
  return name.length > longest ? undefined : Buffer.concat([Buffer.from([byName, name.length]), name])
}

/** Of an address as the URL parser writes it: groups of hexadecimal digits, at most one `::`. */
function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const middle = Array.from({ length: 8 - front.length - back.length }, () => 0)
  return Buffer.from([...front, ...middle, ...back].flatMap(group => [group >> 8, group & 255]))
}

function portBytes(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255])
}
