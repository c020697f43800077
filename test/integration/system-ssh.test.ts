import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEchoServer, type EchoServer } from '../support/echo-server.ts'
import { freePort } from '../support/free-port.ts'
import { descendants, signalAll } from '../support/process-tree.ts'
import { makeSshKey } from '../support/ssh-keys.ts'
import { startSshd, type Sshd, type SshdOptions } from '../support/sshd.ts'
import { readAll, sendAndReceive, sha256 } from '../support/stream-bytes.ts'
import { makeTestHome, neverAsked, type TestHome, type TestTunnelOptions } from '../support/test-tunnel.ts'
import type { Tunnel } from '../../src-main/tunnel/tunnel.ts'
import { runProgram } from '../support/run-program.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'

let home: TestHome
let sshd: Sshd
let echo: EchoServer

const never = new AbortController().signal

beforeEach(async () => {
  home = await makeTestHome()
  echo = await startEchoServer()
})

afterEach(async () => {
  await home.remove()
  await sshd.stop()
  await echo.close()
})

async function serve(lines: readonly string[] = [], options: SshdOptions = {}): Promise<void> {
  sshd = await startSshd(options)
  await home.configure(sshd.configText('box', lines))
  await home.trust(sshd.hostKeyLine())
}

function open(options: TestTunnelOptions = {}): Promise<Tunnel> {
  return home.open('box', { engine: 'system', gatewayPort: echo.port, person: neverAsked, ...options })
}

/** The ssh processes this test has started. */
async function sshProcesses(): Promise<number[]> {
  const mine = await descendants(process.pid)
  const table = await runProgram('ps', ['-A', '-o', 'pid=,args='])
  return table
    .split('\n')
    .map(line => line.trim())
    .filter(line => mine.includes(Number.parseInt(line, 10)) && line.includes(home.configFile))
    .map(line => Number.parseInt(line, 10))
}

test('the system’s ssh carries a channel, and its first login is used for it', async () => {
  await serve()
  const tunnel = await open()
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'hello')).toBe('hello')
  await sshd.waitForLog(/^Accepted publickey/)
  expect(sshd.log().filter(line => line.startsWith('Accepted publickey'))).toHaveLength(1)
  const passed = home.reports.filter(({ verdict }) => verdict === 'passed')
  expect(passed.map(({ step }) => step)).toEqual(['resolve', 'tcp', 'host-key', 'ssh-login'])
  expect(say(passed[2]?.note ?? '', inEnglish)).toContain(sshd.hostKey.fingerprint)
  expect(say(passed[3]?.note ?? '', inEnglish)).toContain('publickey')
})

test('20 MB come through unchanged in both directions', async () => {
  await serve()
  const tunnel = await open()
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  const sent = randomBytes(20 * 1024 * 1024)
  channel.end(sent)
  expect(sha256(await readAll(channel))).toBe(sha256(sent))
})

test('several channels are several processes, and closing ends them all', async () => {
  await serve()
  const tunnel = await open()
  const channels = await Promise.all([1, 2, 3].map(() => tunnel.openChannel('127.0.0.1', echo.port, never)))
  for (const channel of channels) channel.write('x')
  await Promise.all(channels.map(channel => once(channel, 'data')))
  expect(await sshProcesses()).toHaveLength(3)
  await tunnel.close()
  expect(await tunnel.closed).toBeUndefined()
  expect(await sshProcesses()).toEqual([])
  expect(channels.every(channel => channel.destroyed)).toBe(true)
})

test('a channel whose process is killed is closed at once, and so is the tunnel', async () => {
  await serve()
  const tunnel = await open()
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  const failed = once(channel, 'error')
  signalAll(await sshProcesses(), 'SIGKILL')
  expect((await failed)[0]).toMatchObject({ code: 'CONNECTION_LOST' })
  expect(await tunnel.closed).toMatchObject({ code: 'CONNECTION_LOST' })
})

test('killing the server’s processes ends the tunnel', async () => {
  await serve()
  const tunnel = await open()
  await sshd.killSessions()
  expect(await tunnel.closed).toMatchObject({ code: 'CONNECTION_LOST' })
})

test('a server that stands still is noticed by ssh’s own keepalive', async () => {
  await serve(['ServerAliveInterval 1', 'ServerAliveCountMax 1'])
  const tunnel = await open()
  await sshd.freeze()
  try {
    expect(await tunnel.closed).toMatchObject({ code: 'SERVER_SILENT' })
  } finally {
    await sshd.thaw()
  }
})

test('an unknown key is shown, saved, and then known to ssh itself', async () => {
  await serve()
  await home.trust('')
  const tunnel = await open({ person: () => ({ kind: 'host-key', trust: 'save' }) })
  expect(home.questions).toMatchObject([
    { kind: 'host-key', host: 'box', keyType: 'ssh-ed25519', fingerprint: sshd.hostKey.fingerprint },
  ])
  expect(await home.known()).toContain(sshd.hostKeyLine())
  await tunnel.close()
  await open()
})

test('a key trusted once is forgotten when the tunnel is closed', async () => {
  await serve()
  await home.trust('')
  const tunnel = await open({ person: () => ({ kind: 'host-key', trust: 'once' }) })
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'hello')).toBe('hello')
  await tunnel.close()
  expect((await home.known()).trim()).toBe('')
  await expect(open({ unattended: true })).rejects.toMatchObject({
    code: 'HOST_KEY_UNKNOWN',
    report: { details: { fingerprint: sshd.hostKey.fingerprint, keyType: 'ssh-ed25519' } },
  })
})

test('an unknown key gets no login before it is confirmed, and none when it is declined', async () => {
  await serve([], { logLevel: 'DEBUG2' })
  await home.trust('')
  await expect(open({ person: () => ({ kind: 'cancel' }) })).rejects.toMatchObject({
    code: 'HOST_KEY_UNCONFIRMED',
  })
  expect(sshd.log().filter(line => /userauth-request.* method (?!none)/.test(line))).toEqual([])
  expect(await sshProcesses()).toEqual([])
})

test('a changed key is refused with both fingerprints', async () => {
  await serve()
  const before = await makeSshKey(home.dir, 'before')
  await home.trust(sshd.hostKeyLine(before))
  await expect(open()).rejects.toMatchObject({
    code: 'HOST_KEY_CHANGED',
    report: {
      details: {
        expected: before.fingerprint,
        presented: sshd.hostKey.fingerprint,
        where: `${home.appKnownHosts}:1`,
      },
    },
  })
  expect(home.reports.at(-1)).toMatchObject({ step: 'host-key', verdict: 'failed' })
})

test('a revoked key is refused', async () => {
  await serve()
  await home.trust(`@revoked * ${sshd.hostKey.publicLine}`)
  await expect(open()).rejects.toMatchObject({ code: 'HOST_KEY_REVOKED' })
})

test('a refused login says what the server accepts', async () => {
  await serve()
  const stranger = await makeSshKey(home.dir, 'stranger')
  await home.configure(sshd.configText('box').replace(sshd.userKey.path, stranger.path))
  await expect(open()).rejects.toMatchObject({
    code: 'SSH_LOGIN_REFUSED',
    report: { details: { offered: ['publickey'] } },
  })
  expect(home.reports.at(-1)).toMatchObject({ step: 'ssh-login', verdict: 'failed' })
})

test('that no gateway listens is no failure of the tunnel, but of the channel', async () => {
  await serve()
  const port = await freePort()
  const tunnel = await open({ gatewayPort: port })
  await expect(tunnel.openChannel('127.0.0.1', port, never)).rejects.toMatchObject({
    code: 'GATEWAY_NOT_LISTENING',
    report: { details: { to: `127.0.0.1:${port}` } },
  })
  expect(await tunnel.probe(10_000)).toBeGreaterThan(0)
})

test('forwarding that the server forbids is named', async () => {
  await serve([], { config: ['AllowTcpForwarding no'] })
  const tunnel = await open()
  await expect(tunnel.openChannel('127.0.0.1', echo.port, never)).rejects.toMatchObject({
    code: 'FORWARDING_FORBIDDEN',
  })
})

test('a computer without ssh says so', async () => {
  await serve()
  await expect(open({ ssh: null })).rejects.toMatchObject({ code: 'SYSTEM_SSH_MISSING' })
})

test('a port where no server listens is refused', async () => {
  await serve()
  const port = await freePort()
  await home.configure(`Host box\n  HostName 127.0.0.1\n  Port ${port}`)
  await expect(open()).rejects.toMatchObject({ code: 'TCP_REFUSED', report: { details: { port } } })
})

test('jump hosts and proxy commands are ssh’s own business', async () => {
  await serve()
  const proxied = sshd.configText('box', ['ProxyCommand sh -c "exec nc 127.0.0.1 %p"'])
  await home.configure(proxied)
  if (!existsSync('/usr/bin/nc') && !existsSync('/bin/nc')) {
    const node = `${process.execPath} -e "const s=require('net').connect(process.argv[1]);process.stdin.pipe(s);s.pipe(process.stdout)" %p`
    await home.configure(sshd.configText('box', [`ProxyCommand ${node}`]))
  }
  const tunnel = await open()
  const channel = await tunnel.openChannel('127.0.0.1', echo.port, never)
  expect(await sendAndReceive(channel, 'hello')).toBe('hello')
  await tunnel.close()
  expect(await sshProcesses()).toEqual([])
})

test('an attempt that is called off leaves no process', async () => {
  await serve()
  const abort = new AbortController()
  await sshd.freeze()
  const opening = open({ signal: abort.signal })
  const outcome = expect(opening).rejects.toThrow('called off')
  await expect.poll(sshProcesses).not.toEqual([])
  abort.abort(new Error('called off'))
  await outcome
  await sshd.thaw()
  expect(await sshProcesses()).toEqual([])
})
