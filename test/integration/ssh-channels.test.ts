import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocket, WebSocketServer } from 'ws'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Tunnel } from '../../src-main/tunnel/tunnel.ts'
import { startEchoServer, type EchoServer } from '../support/echo-server.ts'
import { freePort } from '../support/free-port.ts'
import { startSshd, type Sshd, type SshdOptions } from '../support/sshd.ts'
import { readAll, sendAndReceive, sha256 } from '../support/stream-bytes.ts'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { makeTestHome, neverAsked, type TestHome } from '../support/test-tunnel.ts'

let home: TestHome
let sshd: Sshd
let proxy: FaultProxy
let echo: EchoServer

const never = new AbortController().signal

/** A tunnel through a relay that can be told to misbehave. */
async function open(lines: readonly string[] = [], options: SshdOptions = {}): Promise<Tunnel> {
  sshd = await startSshd(options)
  proxy = await startFaultProxy(sshd)
  const host = sshd.configText('box', lines).replace(`Port ${sshd.port}`, `Port ${proxy.port}`)
  await home.configure(host)
  await home.trust(sshd.hostKeyLine().replace(String(sshd.port), String(proxy.port)))
  return home.open('box', { person: neverAsked })
}

/** What shells read at a login, each of which leaves a file when it is read. */
async function dotFilesThatMark({ dir }: Sshd): Promise<() => string[]> {
  const files = ['.bashrc', '.bash_profile', '.profile', '.zshenv']
  for (const file of files) await writeFile(path.join(dir, file), `touch '${path.join(dir, file)}.read'\n`)
  return () => files.filter(file => existsSync(path.join(dir, `${file}.read`)))
}

beforeEach(async () => {
  home = await makeTestHome()
  echo = await startEchoServer()
})

afterEach(async () => {
  await home.remove()
  await proxy.close()
  await sshd.stop()
  await echo.close()
})

describe('a channel', () => {
  test('carries bytes both ways, and each end’s close by itself', async () => {
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    expect(await sendAndReceive(channel, 'hello')).toBe('hello')
    if (!channel.closed) await once(channel, 'close')
    await expect.poll(() => echo.connections()).toBe(0)
  })

  test('is one of many that are open at once', async () => {
    const tunnel = await open()
    const channels = await Promise.all(
      Array.from({ length: 60 }, () => tunnel.openChannel('127.0.0.1', echo.port, never)),
    )
    const echoes = await Promise.all(
      channels.map((channel, index) => sendAndReceive(channel, `hello ${index}`)),
    )
    expect(echoes).toEqual(channels.map((_, index) => `hello ${index}`))
  })

  test('hands 20 MB on unchanged in both directions at once', async () => {
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    const sent = randomBytes(20 * 1024 * 1024)
    const [, received] = await Promise.all([
      pipeline([sent], channel, { end: true }).catch(() => undefined),
      readAll(channel),
    ])
    expect(sha256(received)).toBe(sha256(sent))
  })

  test('carries a WebSocket, a message of 25 MiB included', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 64 * 1024 * 1024 })
    await once(server, 'listening')
    server.on('connection', socket => socket.on('message', data => socket.send(data)))
    const { port } = server.address() as { port: number }
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', port, never)
    // ws takes whatever stream it is given for its socket.
    const client = new WebSocket('ws://gateway', {
      createConnection: () => channel as never,
      maxPayload: 64 * 1024 * 1024,
    })
    await once(client, 'open')
    const sent = randomBytes(25 * 1024 * 1024)
    client.send(sent)
    const [received] = (await once(client, 'message')) as [Buffer]
    expect(sha256(received)).toBe(sha256(sent))

    await sshd.killSessions()
    const [code] = (await once(client, 'close')) as [number]
    expect(code).toBe(1006)
    server.close()
  })

  test('to where nothing listens says that the host was reached but no gateway answers', async () => {
    const tunnel = await open()
    const port = await freePort()
    await expect(tunnel.openChannel('127.0.0.1', port, never)).rejects.toMatchObject({
      code: 'GATEWAY_NOT_LISTENING',
      report: { details: { host: 'box', to: `127.0.0.1:${port}` } },
    })
    expect(await tunnel.probe(5_000)).toBeGreaterThan(0)
  })

  test.each([['AllowTcpForwarding no'], ['PermitOpen 127.0.0.1:1']])(
    'that the server forbids (%s) says so',
    async line => {
      const tunnel = await open([], { config: [line] })
      await expect(tunnel.openChannel('127.0.0.1', echo.port, never)).rejects.toMatchObject({
        code: 'FORWARDING_FORBIDDEN',
        report: { details: { to: `127.0.0.1:${echo.port}` } },
      })
    },
  )

  test('works where sessions are not allowed', async () => {
    const tunnel = await open([], { config: ['MaxSessions 0'] })
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    expect(await sendAndReceive(channel, 'hello')).toBe('hello')
  })

  test('over a long line has its server hurry, and where sftp is built into sshd no dot file runs for it', async () => {
    await open([], { config: ['Subsystem sftp internal-sftp'] })
    const marks = await dotFilesThatMark(sshd)
    proxy.weather({ latencyMs: 15 })
    await home.open('box', { person: neverAsked })
    await sshd.waitForLog(/Starting session: subsystem 'sftp'/)
    await sshd.waitForLog(/Close session/)
    expect(sshd.log().join('\n')).not.toMatch(/Starting session: (?:command|shell)/)
    expect(marks()).toEqual([])
  })

  test('over a short line starts nothing on the server', async () => {
    // On a busy computer an answer over the shortest line takes its time: here none passes.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    onTestFinished(() => clock.mockRestore())
    const tunnel = await open([], { config: ['Subsystem sftp internal-sftp'] })
    await tunnel.probe(5_000)
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    expect(await sendAndReceive(channel, 'hello')).toBe('hello')
    await tunnel.close()
    await sshd.waitForLog(/Disconnected from user|Received disconnect/)
    expect(sshd.log().join('\n')).not.toMatch(/Starting session/)
  })

  test('over a long line works where there is no sftp', async () => {
    await open()
    proxy.weather({ latencyMs: 15 })
    const tunnel = await home.open('box', { person: neverAsked })
    await sshd.waitForLog(/subsystem request for sftp .* failed/)
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    expect(await sendAndReceive(channel, 'hello')).toBe('hello')
  })

  test('that was called off while it was being opened leaves nothing behind', async () => {
    const tunnel = await open()
    proxy.blackHole('down')
    const abort = new AbortController()
    const opening = tunnel.openChannel('127.0.0.1', echo.port, abort.signal)
    const reason = new Error('called off')
    abort.abort(reason)
    await expect(opening).rejects.toBe(reason)
    await tunnel.close()
    await expect.poll(() => echo.connections()).toBe(0)
  })

  test('that was destroyed is closed at the other end too', async () => {
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    await expect.poll(() => echo.connections()).toBe(1)
    channel.destroy()
    await once(channel, 'close')
    await expect.poll(() => echo.connections()).toBe(0)
  })

  test('whose reader stands still makes the sender wait instead of filling the memory', async () => {
    let sent = 0
    const flood = await startEchoServer(socket => {
      const block = Buffer.alloc(64 * 1024)
      const pour = (): void => {
        while (!socket.destroyed && socket.write(block)) sent += block.length
        sent += block.length
      }
      socket.on('drain', pour)
      pour()
    })
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', flood.port, never)
    const before = process.memoryUsage.rss()
    channel.read(0)
    await stopsGrowing(() => sent)
    // What the kernel's buffers along the way, sshd and the channel's window hold; without a limit it is gigabytes.
    expect(sent).toBeLessThan(40 * 1024 * 1024)
    expect(process.memoryUsage.rss() - before).toBeLessThan(32 * 1024 * 1024)
    channel.destroy()
    await flood.close()
  })

  test('whose receiver stands still makes the writer wait', async () => {
    const sink = await startEchoServer(socket => socket.pause())
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', sink.port, never)
    channel.on('error', () => undefined)
    const written = pour(channel)
    await stopsGrowing(() => written.bytes)
    expect(written.bytes).toBeLessThan(40 * 1024 * 1024)
    channel.destroy()
    await sink.close()
  })

  test('makes the writer wait for a slow line, though the server’s window is open', async () => {
    const sink = await startEchoServer(socket => socket.resume())
    const tunnel = await open(['ServerAliveInterval 60'])
    const channel = await tunnel.openChannel('127.0.0.1', sink.port, never)
    channel.on('error', () => undefined)
    proxy.blackHole('up')
    const written = pour(channel)
    await stopsGrowing(() => written.bytes)
    expect(written.bytes).toBeLessThan(12 * 1024 * 1024)
    await sink.close()
  })
})

describe('a tunnel', () => {
  test('that was closed says goodbye, ends its channels, and tells no error', async () => {
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    const ended = once(channel, 'close')
    await Promise.all([tunnel.close(), tunnel.close()])
    await ended
    expect(await tunnel.closed).toBeUndefined()
    await sshd.waitForLog(/Received disconnect from .*:11/)
    await expect(tunnel.openChannel('127.0.0.1', echo.port, never)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    })
  })

  test('whose server process is killed ends with CONNECTION_LOST, and its channels with it', async () => {
    const tunnel = await open()
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    const failed = once(channel, 'error')
    await sshd.killSessions()
    expect(await tunnel.closed).toMatchObject({
      code: 'CONNECTION_LOST',
      report: { details: { host: 'box' } },
    })
    expect((await failed)[0]).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(channel.destroyed).toBe(true)
    await expect(tunnel.probe(1_000)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('whose line is reset ends with CONNECTION_LOST', async () => {
    const tunnel = await open()
    proxy.reset()
    expect(await tunnel.closed).toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('whose line swallows everything ends with SERVER_SILENT after the configured silence', async () => {
    const tunnel = await open(['ServerAliveInterval 1', 'ServerAliveCountMax 1'])
    const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
    const failed = once(channel, 'error')
    proxy.blackHole()
    expect(await tunnel.closed).toMatchObject({ code: 'SERVER_SILENT' })
    expect((await failed)[0]).toMatchObject({ code: 'SERVER_SILENT' })
  })

  test('whose server stands still ends with SERVER_SILENT', async () => {
    const tunnel = await open(['ServerAliveInterval 1', 'ServerAliveCountMax 1'])
    await sshd.freeze()
    try {
      // What the server sent before it stood still may arrive a moment later, and is a sign of life.
      await vi.waitFor(() => expect(tunnel.probe(200)).rejects.toMatchObject({ code: 'SERVER_SILENT' }), {
        timeout: 50_000,
      })
      expect(await tunnel.closed).toMatchObject({ code: 'SERVER_SILENT' })
    } finally {
      await sshd.thaw()
    }
  })

  test('that is busy in one direction only is not taken for dead', async () => {
    const tunnel = await open(['ServerAliveInterval 2', 'ServerAliveCountMax 1'])
    const source = await startEchoServer(socket => {
      const timer = setInterval(() => socket.write('tick'), 200)
      socket.once('close', () => clearInterval(timer))
    })
    const channel = await tunnel.openChannel('127.0.0.1', source.port, never)
    // Pings are lost on the way up from here on; what comes down is sign of life enough.
    proxy.blackHole('up')
    const lostAt = Date.now()
    let ticks = 0
    channel.on('data', () => {
      ticks += 1
    })
    channel.on('error', () => undefined)
    // Twice as long as silence is borne.
    await expect.poll(() => ticks).toBeGreaterThan(40)
    expect(tunnel.lastHeardAt() - lostAt).toBeGreaterThan(4_000)
    channel.destroy()
    await source.close()
  })

  test('does not let the opening of a channel hang in a dead line', async () => {
    const tunnel = await open(['ServerAliveInterval 1', 'ServerAliveCountMax 1'])
    proxy.blackHole()
    await expect(tunnel.openChannel('127.0.0.1', echo.port, never)).rejects.toMatchObject({
      code: 'SERVER_SILENT',
    })
  })

  test('gives up the opening of a channel after ten seconds, while the connection lives on', async () => {
    const tunnel = await open(['ServerAliveInterval 60'])
    proxy.blackHole()
    await expect(tunnel.openChannel('127.0.0.1', echo.port, never)).rejects.toMatchObject({
      code: 'CHANNEL_TIMEOUT',
    })
  })
})

/** Writes without end, as fast as the stream lets it. */
function pour(stream: Duplex): { readonly bytes: number } {
  const block = Buffer.alloc(64 * 1024)
  const written = { bytes: 0 }
  const more = (): void => {
    if (stream.destroyed) return
    stream.write(block, error => {
      if (error) return
      written.bytes += block.length
      more()
    })
  }
  more()
  return written
}

/** Settles when a number has stayed the same for five looks in a row. */
async function stopsGrowing(read: () => number): Promise<void> {
  let last = -1
  let same = 0
  await expect
    .poll(
      () => {
        const now = read()
        same = now === last && now > 0 ? same + 1 : 0
        last = now
        return same
      },
      { interval: 200 },
    )
    .toBeGreaterThanOrEqual(5)
}
