import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { runCli, startBuilt, type Ended, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { haveSshd, startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const token = 'a-token-of-the-test-suite'

let gatewayDir: TempDir
let gateway: RunningProgram
let url: string
let tokenFile: string
let dir: TempDir
const running: RunningProgram[] = []

beforeAll(async () => {
  gatewayDir = await makeTempDir('cli-gateway')
  tokenFile = path.join(gatewayDir.path, 'token')
  await writeFile(tokenFile, `${token}\n`)
  gateway = startBuilt('cli', [
    'gateway',
    'run',
    '--port',
    '0',
    '--auth',
    'token',
    '--token-file',
    tokenFile,
    '--state-dir',
    gatewayDir.path,
    '--json',
  ])
  url = (json(await gateway.waitForLine(line => line.includes('"ready":true'))) as { url: string }).url
})
afterAll(async () => {
  await gateway.stop()
  await gatewayDir.remove()
})
beforeEach(async () => {
  dir = await makeTempDir('cli')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(program => program.stop('SIGKILL')))
  await dir.remove()
})

const json = (text: string): unknown => JSON.parse(text)

/** Runs the CLI with a state directory of its own. */
const cli = (...args: string[]): Promise<Ended> => runCli(['--state-dir', dir.path, ...args])

function startCli(...args: string[]): RunningProgram {
  const program = startBuilt('cli', ['--state-dir', dir.path, ...args])
  running.push(program)
  return program
}

/** A port that counts who comes, to show that nobody did. */
async function startTrap() {
  let connections = 0
  const server = net.createServer(socket => {
    connections++
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  return { url: `ws://127.0.0.1:${port}`, connections: () => connections, close: () => server.close() }
}

test.each([
  [['nonsense']],
  [['health', '--nonsense']],
  [['health', 'too', 'many']],
  [['connect']],
  [['gateway']],
  [['gateway', 'run', '--port', '70000']],
  [['gateway', 'run', '--bind', 'everywhere']],
  [['gateway', 'call', 'health', '--params', '{']],
  [['test', 'server', '--accept-host-key', 'trust me']],
  [['test', 'local', '--gateway-port', '1']],
  [['health', '--token', 'a', '--password', 'b']],
  [['health', '--token-file', '/nowhere/token']],
  [['config', 'validate', '--config', '/nowhere/config.json5']],
])('%j is refused as wrong usage, in JSON', async args => {
  const ended = await cli(...args, '--json')
  expect(ended.stderr).toBe('')
  expect(json(ended.stdout)).toMatchObject({
    ok: false,
    error: { code: 'INVALID_INPUT', message: expect.any(String), remedy: expect.any(String) },
  })
  expect(ended.code).toBe(1)
})

test('a profile cannot lead out of the state directory', async () => {
  const ended = await runCli(['hosts', '--profile', '../escape', '--json'])
  expect([ended.code, json(ended.stdout)]).toEqual([
    1,
    expect.objectContaining({ error: expect.objectContaining({ code: 'INVALID_INPUT' }) }),
  ])
})

test('a wrong command says what is wrong and where help is', async () => {
  const ended = await cli('nonsense')
  expect(ended.stderr).toContain("unknown command 'nonsense'")
  expect(ended.stderr).toContain('--help')
  expect([ended.code, ended.stdout]).toEqual([1, ''])
})

test.each([[['--help']], [['--version']], [['gateway', 'run', '--help']]])('%j is no failure', async args => {
  const ended = await cli(...args)
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).not.toBe('')
})

test('health with the right token says that the gateway is well', async () => {
  const ended = await cli('health', '--url', url, '--token-file', tokenFile, '--json')
  expect(json(ended.stdout)).toMatchObject({
    ok: true,
    target: { kind: 'direct', url },
    health: { agents: expect.any(Array) },
  })
  expect([ended.code, ended.stderr]).toEqual([0, ''])
})

test('for people the same is a few aligned lines', async () => {
  const ended = await cli('health', '--url', url, '--token-file', tokenFile)
  expect(ended.stdout).toMatch(/^Gateway +ws:/m)
  expect(ended.stdout).toMatch(/^Health +\w/m)
  expect(ended.code).toBe(0)
})

test.each([
  ['status', ['status']],
  ['status --deep', ['status', '--deep']],
  ['gateway status', ['gateway', 'status']],
  ['gateway health', ['gateway', 'health']],
])('%s answers', async (_name, args) => {
  const ended = await cli(...args, '--url', url, '--token-file', tokenFile, '--json')
  expect(json(ended.stdout)).toMatchObject({ ok: true, target: { kind: 'direct', url } })
  expect([ended.code, ended.stderr]).toEqual([0, ''])
})

test('a wrong token is a refusal', async () => {
  const ended = await cli('health', '--url', url, '--token', 'wrong', '--json')
  expect(json(ended.stdout)).toMatchObject({ ok: false, error: { code: 'GATEWAY_TOKEN_MISMATCH' } })
  expect(ended.code).toBe(3)
})

test('a wrong token is refused also on a device that was let in before', async () => {
  const env = { GANGWAY_VAULT: 'file' }
  const args = ['--state-dir', dir.path, 'health', '--url', url, '--json']
  expect((await runCli([...args, '--token-file', tokenFile], env)).code).toBe(0)
  const ended = await runCli([...args, '--token', 'wrong'], env)
  expect([ended.code, ended.stdout]).toEqual([3, expect.stringContaining('GATEWAY_TOKEN_MISMATCH')])
})

test('nothing listening is unreachable', async () => {
  const ended = await cli('health', '--url', `ws://127.0.0.1:${await freePort()}`, '--token', 'x', '--json')
  expect(json(ended.stdout)).toMatchObject({
    ok: false,
    error: {
      code: 'TCP_REFUSED',
      remedy: 'Check that the gateway runs there and that the port is right.',
    },
  })
  expect(ended.code).toBe(2)
})

test('the page of a gateway behind SSH has no address without a local port, and it is said how to get one', async () => {
  const ended = await cli('dashboard', '--target', 'home-desk', '--json')
  expect(json(ended.stdout)).toMatchObject({
    ok: false,
    error: {
      message: 'The page of the gateway on home-desk is reached over SSH, and no local port is kept for it.',
      remedy: 'Keep one (gangway connect home-desk --local-port 18789).',
    },
  })
  expect(ended.code).toBe(1)
})

test('something that is no gateway is unreachable, and is shown no secret', async () => {
  const trap = await startTrap()
  const ended = await cli('health', '--url', trap.url, '--token', 'x', '--json')
  expect(ended.code).toBe(2)
  trap.close()
})

test.each([
  ['health', ['health']],
  ['status --deep', ['status', '--deep']],
  ['gateway call', ['gateway', 'call', 'health']],
  ['gateway status', ['gateway', 'status']],
  ['chat', ['chat', 'hello']],
])('%s with --url and no credential makes no connection', async (_name, args) => {
  const trap = await startTrap()
  // What the environment or the settings hold belongs to another gateway.
  await writeFile(
    path.join(dir.path, 'gangway.json5'),
    `{ gateway: { mode: 'remote', remote: { url: '${trap.url}', token: 't' } } }`,
  )
  const ended = await runCli(['--state-dir', dir.path, ...args, '--url', trap.url, '--json'], {
    OPENCLAW_GATEWAY_TOKEN: 't',
  })
  expect(json(ended.stdout)).toMatchObject({ ok: false, error: { code: 'CREDENTIALS_REQUIRED' } })
  expect([ended.code, trap.connections()]).toEqual([1, 0])
  trap.close()
})

test('the gateway of the settings is used without a word on the command line', async () => {
  await writeFile(
    path.join(dir.path, 'gangway.json5'),
    `{ /* as OpenClaw writes it */ gateway: { mode: 'remote', remote: { url: '${url}', token: '${token}' } } }`,
  )
  const ended = await cli('gateway', 'status', '--json')
  expect([ended.code, json(ended.stdout)]).toEqual([
    0,
    expect.objectContaining({ target: { kind: 'direct', url } }),
  ])
})

test('a token in the environment is enough for a named target', async () => {
  const ended = await runCli(['--state-dir', dir.path, 'health', '--target', url, '--json'], {
    GANGWAY_GATEWAY_TOKEN: token,
  })
  expect([ended.code, ended.stderr]).toEqual([0, ''])
})

test('gateway call sends one request and prints its answer', async () => {
  const given = ['--url', url, '--token-file', tokenFile, '--json']
  const listed = await cli('gateway', 'call', 'sessions.list', '--params', '{"limit":1}', ...given)
  expect(json(listed.stdout)).toMatchObject({
    ok: true,
    method: 'sessions.list',
    payload: { sessions: expect.any(Array) },
  })
  const refused = await cli('gateway', 'call', 'no.such.method', ...given)
  expect([refused.code, json(refused.stdout)]).toEqual([3, expect.objectContaining({ ok: false })])
})

test('chat prints the assistant’s answer', async () => {
  const ended = await cli('chat', '--url', url, '--token-file', tokenFile, '/help')
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toContain('/status')
})

test('chat in JSON is one line with the whole answer', async () => {
  const ended = await cli('chat', 'hello', 'there', '--url', url, '--token-file', tokenFile, '--json')
  expect(json(ended.stdout)).toMatchObject({ ok: true, outcome: 'done', session: 'agent:main:main' })
  expect((json(ended.stdout) as { text: string }).text.length).toBeGreaterThan(10)
  expect(ended.code).toBe(0)
})

test('a conversation goes on until the input ends', async () => {
  const program = startCli('chat', '--session', 'agent:main:talk', '--url', url, '--token-file', tokenFile)
  program.child.stdin.write('/help\n')
  await program.waitForLine(line => line.includes('/status'))
  program.child.stdin.end('/health\n')
  expect((await program.ended).code).toBe(0)
})

test('the gateway of this computer is found, with the token it made for itself', async () => {
  const port = await freePort()
  await writeFile(path.join(dir.path, 'gangway.json5'), `{ gateway: { port: ${port} } }`)
  const none = await cli('health', '--json')
  expect([none.code, json(none.stdout)]).toEqual([
    2,
    expect.objectContaining({ error: expect.objectContaining({ code: 'GATEWAY_NOT_RUNNING' }) }),
  ])
  const program = startCli('gateway', 'run', '--json')
  await program.waitForLine(line => line.includes('"ready":true'))
  const found = await cli('health', '--json')
  expect([found.code, json(found.stdout)]).toEqual([
    0,
    expect.objectContaining({ ok: true, target: { kind: 'local' } }),
  ])
})

test('chat starts the gateway of this computer when none runs, and ends it again', async () => {
  const port = await freePort()
  await writeFile(path.join(dir.path, 'gangway.json5'), `{ gateway: { port: ${port} } }`)
  const ended = await cli('chat', '/help')
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toContain('/status')
  expect((await cli('health', '--target', 'local', '--json')).code).toBe(2)
})

test('the gateway prints one line when it is ready, and ends at SIGTERM', async () => {
  const program = startCli('gateway', 'run', '--port', '0', '--auth', 'none', '--json')
  const ready = json(await program.waitForLine(() => true)) as { url: string; port: number }
  expect(ready).toMatchObject({ ready: true, url: `ws://127.0.0.1:${ready.port}` })
  const ended = await program.stop()
  expect([ended.code, ended.stdout.trim().split('\n').length, ended.stderr]).toEqual([0, 1, ''])
})

test('the gateway ends at SIGTERM also while a client is connected', async () => {
  const program = startCli('gateway', 'run', '--port', '0', '--token-file', tokenFile, '--json')
  const ready = json(await program.waitForLine(() => true)) as { url: string }
  const client = startBuilt('cli', [
    '--state-dir',
    gatewayDir.path,
    'connect',
    ready.url,
    '--token-file',
    tokenFile,
    '--json',
  ])
  running.push(client)
  await client.waitForLine(line => line.includes('"phase":"online"'))
  expect((await program.stop()).code).toBe(0)
  await client.waitForLine(line => line.includes('"phase":"waiting"'))
  expect((await client.stop()).code).toBe(0)
})

test.each([[[]], [['--auth', 'none']]])(
  'a gateway is not opened to a network without a secret (%s)',
  async auth => {
    const ended = await cli('gateway', 'run', '--port', '0', '--bind', 'lan', ...auth, '--json')
    expect([ended.code, json(ended.stdout)]).toEqual([
      1,
      expect.objectContaining({ error: expect.objectContaining({ code: 'BIND_REFUSED' }) }),
    ])
  },
)

test('a configuration written for OpenClaw is valid, and what Gangway does not read is listed', async () => {
  const file = path.join(dir.path, 'openclaw.json')
  await writeFile(
    file,
    `{ gateway: { port: 4000, tailscale: { mode: 'off', resetOnExit: true } }, hooks: { enabled: true } } // as it is`,
  )
  const ended = await cli('config', 'validate', '--config', file, '--json')
  expect([ended.code, json(ended.stdout)]).toEqual([
    0,
    expect.objectContaining({
      ok: true,
      unknownKeys: expect.arrayContaining(['gateway.tailscale.resetOnExit', 'hooks']),
    }),
  ])
})

test.each([
  ['{ gateway: { port: "many" } }', 'gateway.port'],
  ['{ gateway: ', 'JSON5'],
])('a configuration that cannot be used (%s) is refused with the place', async (text, named) => {
  await writeFile(path.join(dir.path, 'gangway.json5'), text)
  const ended = await cli('config', 'validate', '--json')
  expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining(named)])
})

test('hosts lists what ssh_config names', async () => {
  const file = path.join(dir.path, 'ssh_config')
  await writeFile(file, 'Host server\n  HostName 10.0.0.2\n  User me\nHost *\n  Port 2222\n')
  const ended = await cli('hosts', '--ssh-config', file, '--json')
  expect(json(ended.stdout)).toMatchObject({ ok: true, hosts: [{ host: 'server', source: 'ssh_config' }] })
  expect(ended.code).toBe(0)
})

test('nothing secret stands in what is printed or logged', async () => {
  const program = startCli('connect', url, '--token-file', tokenFile, '--json', '--verbose')
  await program.waitForLine(line => line.includes('"phase":"online"'))
  const ended = await program.stop()
  expect(ended.stdout + ended.stderr).not.toContain(token)
})

test.runIf(haveSshd)('over SSH', async () => {
  const sshd = await startSshd()
  try {
    await overSsh(sshd)
  } finally {
    await sshd.stop()
  }
})

async function overSsh(sshd: Sshd): Promise<void> {
  const config = path.join(dir.path, 'ssh_config')
  const knownHosts = path.join(dir.path, 'user_known_hosts')
  await writeFile(
    config,
    sshd.configText('server', [
      `UserKnownHostsFile ${knownHosts}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
    ]),
  )
  const port = new URL(url).port
  const common = [
    'server',
    '--ssh-config',
    config,
    '--gateway-port',
    port,
    '--token-file',
    tokenFile,
    '--json',
  ]

  const unknown = await cli('test', ...common)
  expect([unknown.code, json(unknown.stdout)]).toEqual([3, expect.objectContaining({ ok: false })])
  expect(unknown.stdout).toContain('HOST_KEY_UNCONFIRMED')

  const another = await cli('test', ...common, '--accept-host-key', `SHA256:${'x'.repeat(43)}`)
  expect(another.code).toBe(3)

  const accepted = ['--accept-host-key', sshd.hostKey.fingerprint]
  const tested = await cli('test', ...common, ...accepted)
  const { ladder } = json(tested.stdout) as { ladder: { verdict: string }[] }
  expect([tested.code, ladder.map(step => step.verdict)]).toEqual([0, ladder.map(() => 'passed')])

  // It was confirmed and saved: from here on nothing needs to be said.
  const localPort = String(await freePort())
  const program = startCli('connect', ...common, '--local-port', localPort)
  await program.waitForLine(line => line.includes('"phase":"online"'))
  await program.waitForLine(line => line.includes('"phase":"listening"'))
  const through = await cli(
    'health',
    '--url',
    `ws://127.0.0.1:${localPort}`,
    '--token-file',
    tokenFile,
    '--json',
  )
  expect([through.code, json(through.stdout)]).toEqual([0, expect.objectContaining({ ok: true })])
  expect((await program.stop()).code).toBe(0)
}
