import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { Client, type ClientChannel, type CipherAlgorithm } from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectSsh2, createSsh2Client } from '../../src-main/tunnel/built-in/ssh2-client.ts'
import { GcmCipher, GcmDecipher } from '../../src-main/tunnel/built-in/ssh2-gcm.ts'
import { connectSsh2Socket } from '../../src-main/tunnel/built-in/ssh2-socket.ts'
import { tuneSsh2, type Ssh2Tuning } from '../../src-main/tunnel/built-in/ssh2-tuning.ts'
import { haveSshd, startSshd, type Sshd } from '../support/sshd.ts'

type Way = 'tuned' | 'plain'
type Opened = {
  readonly client: Client
  readonly tuning: Ssh2Tuning | undefined
  readonly handshakes: () => number
}

let sshd: Sshd
let echo: net.Server
let echoPort: number

beforeAll(async () => {
  // The server asks for new keys after every 16 MB, in both directions.
  sshd = await startSshd({ config: ['RekeyLimit 16M'] })
  echo = net.createServer({ allowHalfOpen: true }, socket => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  echoPort = (echo.address() as net.AddressInfo).port
})

afterAll(async () => {
  echo.close()
  await sshd.stop()
})

async function open(way: Way, cipher: CipherAlgorithm = 'aes128-gcm@openssh.com'): Promise<Opened> {
  const at = { host: sshd.host, port: sshd.port, noDelay: true }
  const sock = way === 'tuned' ? connectSsh2Socket(at) : net.connect(at)
  const client = new Client()
  let handshakes = 0
  client.on('handshake', () => (handshakes += 1))
  client.connect({
    sock,
    username: sshd.user,
    privateKey: await readFile(sshd.userKey.path),
    hostVerifier: (key: Buffer) => key.equals(sshd.hostKey.blob),
    algorithms: { cipher: [cipher] },
  })
  const tuning = way === 'tuned' ? tuneSsh2(client) : undefined
  await once(client, 'ready')
  return { client, tuning, handshakes: () => handshakes }
}

async function close({ client }: Opened): Promise<void> {
  client.end()
  await once(client, 'close')
}

function openEcho({ client }: Opened): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, '127.0.0.1', echoPort, (error, channel) => {
      if (error) reject(error)
      else resolve(channel)
    })
  })
}

/** The hash of everything that comes until the other side ends. */
async function hashUntilEnd(stream: Duplex): Promise<string> {
  const hash = createHash('sha256')
  stream.on('data', (chunk: Buffer) => hash.update(chunk))
  await once(stream, 'end')
  return hash.digest('hex')
}

/** Writes `total` bytes in pieces of the given sizes, by turns, and closes this end; gives their hash. */
async function writeHashed(stream: Duplex, total: number, sizes: readonly number[]): Promise<string> {
  const hash = createHash('sha256')
  for (let written = 0, turn = 0; written < total; turn++) {
    const piece = randomBytes(Math.min(sizes[turn % sizes.length] ?? 1, total - written))
    hash.update(piece)
    written += piece.length
    if (!stream.write(piece)) await once(stream, 'drain')
  }
  stream.end()
  return hash.digest('hex')
}

describe.runIf(haveSshd).each<Way>(['tuned', 'plain'])('ssh2 %s against a real sshd', way => {
  test('64 MB come back unchanged through several changes of keys', async () => {
    const opened = await open(way)
    const channel = await openEcho(opened)
    const back = hashUntilEnd(channel)
    // Odd sizes, so that packets and reads never fall together.
    const sent = await writeHashed(channel, 64 * 1024 * 1024, [65_536, 1, 32_768, 4_099, 200_003])
    expect(await back).toBe(sent)
    expect(opened.handshakes()).toBeGreaterThan(3)
    if (opened.tuning) expect(opened.tuning.active()).toEqual({ sealing: true, opening: true })
    await close(opened)
  })

  test('2,000 single bytes come back in order', async () => {
    const opened = await open(way)
    const channel = await openEcho(opened)
    const back = hashUntilEnd(channel)
    expect(await writeHashed(channel, 2_000, [1])).toBe(await back)
    await close(opened)
  })

  test('after our end is closed the other direction goes on to its end', async () => {
    const opened = await open(way)
    const channel = await openEcho(opened)
    const parts: Buffer[] = []
    channel.on('data', (chunk: Buffer) => parts.push(chunk))
    channel.end(Buffer.from('last words'))
    await once(channel, 'end')
    expect(Buffer.concat(parts).toString()).toBe('last words')
    await close(opened)
  })

  test('eight channels at once each get their own bytes', async () => {
    const opened = await open(way)
    const results = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const channel = await openEcho(opened)
        const back = hashUntilEnd(channel)
        const sent = await writeHashed(channel, 3 * 1024 * 1024, [10_007, 333, 60_000])
        return (await back) === sent
      }),
    )
    expect(results).toEqual(Array.from({ length: 8 }, () => true))
    await close(opened)
  })
})

describe.runIf(haveSshd)('which ciphers are ours', () => {
  test.each<CipherAlgorithm>(['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'])('%s is', async cipher => {
    const opened = await open('tuned', cipher)
    expect(opened.tuning).toMatchObject({ plainBecause: undefined })
    expect(opened.tuning?.active()).toEqual({ sealing: true, opening: true })
    await close(opened)
  })

  test.each<CipherAlgorithm>(['aes128-ctr', 'chacha20-poly1305@openssh.com'])(
    '%s stays that of ssh2 and works over the same socket',
    async cipher => {
      const opened = await open('tuned', cipher)
      expect(opened.tuning?.active()).toEqual({ sealing: false, opening: false })
      const channel = await openEcho(opened)
      const back = hashUntilEnd(channel)
      expect(await writeHashed(channel, 20 * 1024 * 1024, [65_536, 7, 40_001])).toBe(await back)
      await close(opened)
    },
  )

  test('every client that the tunnel connects is tuned', async () => {
    const client = createSsh2Client()
    connectSsh2(client, {
      sock: connectSsh2Socket({ host: sshd.host, port: sshd.port }),
      username: sshd.user,
      privateKey: await readFile(sshd.userKey.path),
      hostVerifier: (key, verify) => verify(key.equals(sshd.hostKey.blob)),
    })
    await once(client, 'ready')
    const protocol = (client as unknown as { readonly _protocol: Readonly<Record<string, unknown>> })
      ._protocol
    expect(protocol['_cipher']).toBeInstanceOf(GcmCipher)
    expect(protocol['_decipher']).toBeInstanceOf(GcmDecipher)
    client.end()
    await once(client, 'close')
  })

  test('a connection that is already in use is left as it is', async () => {
    const opened = await open('plain')
    expect(tuneSsh2(opened.client).plainBecause).toBe('the connection is already in use')
    const channel = await openEcho(opened)
    const back = hashUntilEnd(channel)
    expect(await writeHashed(channel, 100_000, [999])).toBe(await back)
    await close(opened)
  })
})
