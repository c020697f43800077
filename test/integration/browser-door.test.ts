import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { makeSshKey } from '../support/ssh-keys.ts'
import { haveSshd, startSshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { closeTestGateways, startTestGateway, testToken } from '../support/test-gateway.ts'

let stateDir: TempDir
const running: RunningProgram[] = []

beforeEach(async () => {
  stateDir = await makeTempDir('door')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(program => program.stop('SIGKILL')))
  await closeTestGateways()
  await stateDir.remove()
})

function startDoor(...args: string[]): RunningProgram {
  const program = startBuilt('browser', ['--no-open', '--state-dir', stateDir.path, ...args])
  running.push(program)
  return program
}

async function readyUrl(door: RunningProgram): Promise<string> {
  const line = await door.waitForLine(text => text.includes('"ready":true'))
  return (JSON.parse(line) as { url: string }).url
}

async function signIn(url: string) {
  const answer = await fetch(url, { redirect: 'manual' })
  return {
    origin: new URL(url).origin,
    cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
    pageKey: answer.headers.get('location')?.split('#key=')[1] ?? '',
  }
}

/** Asks one question as the page would. */
async function askDoor(
  keys: Awaited<ReturnType<typeof signIn>>,
  name: string,
  argument?: unknown,
): Promise<unknown> {
  const socket = new WebSocket(
    `${keys.origin.replace('http', 'ws')}/window`,
    ['gangway.window', `gangway.key.${keys.pageKey}`],
    { headers: { Cookie: keys.cookie, Origin: keys.origin } },
  )
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', code => reject(new Error(`closed with ${code}`)))
      socket.on('open', () => socket.send(JSON.stringify({ id: 1, ask: name, argument })))
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { id?: number; reply?: unknown }
        if (frame.id === 1) resolve(frame.reply)
      })
    })
  } finally {
    socket.removeAllListeners('close')
    socket.terminate()
  }
}

/** A page that stays: asks, and remembers the last that it was told of each thing. */
async function openPage(keys: Awaited<ReturnType<typeof signIn>>) {
  const socket = new WebSocket(
    `${keys.origin.replace('http', 'ws')}/window`,
    ['gangway.window', `gangway.key.${keys.pageKey}`],
    { headers: { Cookie: keys.cookie, Origin: keys.origin } },
  )
  const told = new Map<string, unknown>()
  const waiting = new Map<number, (reply: unknown) => void>()
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as {
      id?: number
      reply?: unknown
      told?: [string, unknown][]
    }
    if (frame.id !== undefined) waiting.get(frame.id)?.(frame.reply)
    for (const [name, value] of frame.told ?? []) told.set(name, value)
  })
  await once(socket, 'open')
  let lastId = 0
  const ask = (name: string, argument?: unknown) =>
    new Promise<unknown>(resolve => {
      const id = ++lastId
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, ask: name, argument }))
    })
  return { ask, told, close: () => socket.terminate() }
}

test('the door prints one address, serves the page behind it, and answers its questions', async () => {
  const door = startDoor('--json')
  const url = await readyUrl(door)
  const keys = await signIn(url)

  const page = await fetch(keys.origin, { headers: { Cookie: keys.cookie } })
  const html = await page.text()
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const scripts = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)].map(match => match[1])
  expect(scripts[0]).toBe('./bridge.js')
  for (const script of scripts) {
    const part = await fetch(new URL(script ?? '', `${keys.origin}/`), { headers: { Cookie: keys.cookie } })
    expect([script, part.status, part.headers.get('content-type')]).toEqual([
      script,
      200,
      'text/javascript; charset=utf-8',
    ])
  }

  expect(await askDoor(keys, 'app.info')).toMatchObject({
    ok: true,
    value: { door: 'browser', profile: 'default', stateDir: stateDir.path },
  })
  const configuration = { gateway: { mode: 'remote', remote: { url: 'wss://quay.example' } } }
  const text = JSON.stringify(configuration)
  expect(await askDoor(keys, 'openClaw.read', { name: 'openclaw.json', text })).toMatchObject({
    ok: true,
    value: { path: 'openclaw.json', target: { kind: 'direct', url: 'wss://quay.example' } },
  })
  const tooLong = { name: 'openclaw.json', text: ' '.repeat(1024 * 1024 + 1) }
  expect(await askDoor(keys, 'openClaw.read', tooLong)).toMatchObject({ error: { code: 'INVALID_INPUT' } })
  expect(await askDoor(keys, 'app.nothing')).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  const ended = await door.stop()
  expect([ended.code, ended.stdout.trim().split('\n')]).toEqual([0, [JSON.stringify({ ready: true, url })]])
})

test('a page that comes back is told the present of all it shows, and that it missed events', async () => {
  const keys = await signIn(await readyUrl(startDoor('--json')))
  const socket = new WebSocket(
    `${keys.origin.replace('http', 'ws')}/window?again`,
    ['gangway.window', `gangway.key.${keys.pageKey}`],
    { headers: { Cookie: keys.cookie, Origin: keys.origin } },
  )
  const told: Record<string, unknown> = {}
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { told: [string, unknown][] }
      Object.assign(told, Object.fromEntries(frame.told))
      if ('gateway.gap' in told) resolve()
    })
  })
  socket.terminate()
  expect(told).toMatchObject({
    'connection.changed': { phase: 'idle' },
    'prompts.changed': [],
    'localPort.changed': { phase: 'off' },
    'health.changed': { latency: [] },
    'settings.changed': { appearance: 'system' },
  })
})

test('the diagnostics hold what is going on and no secret', async () => {
  const keys = await signIn(await readyUrl(startDoor('--json')))
  const secret = 'a-secret-of-the-test-suite'
  const target = { kind: 'direct', url: 'ws://127.0.0.1:1' }
  expect(await askDoor(keys, 'credentials.setGatewaySecret', { target, kind: 'token', secret })).toEqual({
    ok: true,
  })
  const { value } = (await askDoor(keys, 'app.diagnostics')) as { value: string }
  expect(value).toMatch(/^Gangway \d+\.\d+\.\d+, Node /)
  expect(value).toContain('Connection: idle')
  expect(value).not.toContain(secret)
  for (const key of [keys.cookie, keys.pageKey]) expect(value).not.toContain(key)
})

test('the right to everything is granted to a page only when the person has said yes to the door itself', async () => {
  const gateway = await startTestGateway()
  const keys = await signIn(await readyUrl(startDoor('--json')))
  const target = { kind: 'direct', url: gateway.url }
  const { ask, told, close } = await openPage(keys)
  await ask('credentials.setGatewaySecret', { target, kind: 'token', secret: testToken })
  await ask('connection.connect', target)
  const scopes = () => (told.get('connection.changed') as { gateway?: { scopes: string[] } }).gateway?.scopes
  await expect.poll(scopes).toContain('operator.read')
  const before = scopes()

  for (const answer of ['cancel', 'wider-scope']) {
    const asked = ask('connection.askForScope', { scope: 'operator.admin' })
    const question = { kind: 'wider-scope', scope: 'operator.admin', target }
    await expect.poll(() => told.get('prompts.changed')).toMatchObject([{ question }])
    expect(scopes()).toEqual(before)
    const [{ id }] = told.get('prompts.changed') as [{ id: string }]
    await ask('prompts.answer', { id, answer: { kind: answer } })
    expect(await asked).toMatchObject(
      answer === 'cancel' ? { ok: false, error: { code: 'CANCELLED' } } : { ok: true },
    )
  }
  await expect.poll(scopes).toContain('operator.admin')
  close()
})

test('the bridge is a classic script that needs nothing else', async () => {
  const bridge = await readFile(path.resolve('out/preload/browser.cjs'), 'utf8')
  expect(bridge).not.toMatch(/\brequire\s*\(|\bmodule\.exports|\bexports\.|\bimport\s|\bimport\(/)
})

test('without --json the line is for people', async () => {
  const door = startDoor()
  expect(await door.waitForLine(() => true)).toMatch(
    /^Gangway is ready: http:\/\/127\.0\.0\.1:\d+\/\?t=[\w-]{20,}$/,
  )
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends everything, with a page open', async signal => {
  const door = startDoor('--json')
  const keys = await signIn(await readyUrl(door))
  await askDoor(keys, 'app.info')
  const socket = new WebSocket(
    `${keys.origin.replace('http', 'ws')}/window`,
    ['gangway.window', `gangway.key.${keys.pageKey}`],
    { headers: { Cookie: keys.cookie, Origin: keys.origin } },
  )
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  await new Promise(resolve => socket.on('open', resolve))
  expect((await door.stop(signal)).code).toBe(0)
  expect(await closed).toBe(1001)
})

test('a second door on the same state directory is refused and told who has it', async () => {
  const first = startDoor('--json')
  await readyUrl(first)
  const second = await startDoor('--json').ended
  expect(second.code).toBe(1)
  expect(JSON.parse(second.stdout)).toMatchObject({ ok: false, error: { code: 'STATE_DIR_IN_USE' } })
  expect(second.stdout).toContain(String(first.child.pid))
})

test('a page that was signed in stays so over a restart on the same port', async () => {
  const port = String(await freePort())
  const first = startDoor('--json', '--port', port)
  const keys = await signIn(await readyUrl(first))
  await first.stop()
  await readyUrl(startDoor('--json', '--port', port))
  expect(await askDoor(keys, 'app.info')).toMatchObject({ ok: true })
})

test('what the door keeps is readable by its owner only', async () => {
  await readyUrl(startDoor('--json'))
  const key = await stat(path.join(stateDir.path, 'browser-door.key'))
  expect(key.mode & 0o077).toBe(0)
})

test.each([['--port', 'many'], ['--port', '65536'], ['--nonsense'], ['--state-dir'], ['extra']])(
  'a wrong command line (%s %s) is refused',
  async (...args) => {
    const ended = await startDoor('--json', ...args.filter(arg => arg !== undefined)).ended
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  },
)

test('a port that is taken is named', async () => {
  const url = new URL(await readyUrl(startDoor('--json')))
  const other = await makeTempDir('door')
  const ended = await startBuilt('browser', [
    '--no-open',
    '--json',
    '--state-dir',
    other.path,
    '--port',
    url.port,
  ]).ended
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    error: { code: 'PORT_IN_USE', details: { port: Number(url.port) } },
  })
  await other.remove()
})

test.runIf(haveSshd)(
  'a changed host key stops a test, and is replaced once its fingerprint is read out',
  async () => {
    const sshd = await startSshd()
    try {
      const other = await makeSshKey(sshd.dir, 'other_host_key')
      const config = path.join(stateDir.path, 'ssh_config')
      await writeFile(
        config,
        sshd.configText('server', [`UserKnownHostsFile ${stateDir.path}/none`, 'IdentityAgent none']),
      )
      await writeFile(path.join(stateDir.path, 'known_hosts'), `${sshd.hostKeyLine(other)}\n`)
      const keys = await signIn(await readyUrl(startDoor('--json', '--ssh-config', config)))
      const target = { kind: 'ssh', host: 'server', gatewayPort: 1, engine: 'ssh2' }
      const failedStep = async () => {
        const reply = (await askDoor(keys, 'connection.test', target)) as {
          value: { id: string; verdict: string; error?: { code: string } }[]
        }
        const step = reply.value.find(({ verdict }) => verdict === 'failed')
        return [step?.id, step?.error?.code]
      }

      expect(await failedStep()).toEqual(['host-key', 'HOST_KEY_CHANGED'])
      expect(
        await askDoor(keys, 'hosts.replaceKey', { host: 'server', fingerprint: other.fingerprint }),
      ).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
      expect(await failedStep()).toEqual(['host-key', 'HOST_KEY_CHANGED'])
      expect(
        await askDoor(keys, 'hosts.replaceKey', { host: 'server', fingerprint: sshd.hostKey.fingerprint }),
      ).toEqual({ ok: true })
      // Past the key and the login; nothing listens at the gateway's port.
      expect(await failedStep()).toEqual(['channel', 'GATEWAY_NOT_LISTENING'])
    } finally {
      await sshd.stop()
    }
  },
)
