// Gateways as processes of their own: side by side under two profiles, alone in one state directory.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultPortOf } from '../../src-main/settings/gateway-port.ts'
import { runCli, startBuilt, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { closeTestGateways, connectPeer } from '../support/test-gateway.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
const running: RunningProgram[] = []

beforeEach(async () => {
  dir = await makeTempDir('profiles')
})
afterEach(async () => {
  for (const program of running.splice(0)) await program.stop()
  await dir.remove()
})

type Ready = { url: string; port: number; pid: number; stateDir: string }

async function startGateway(profile: string, ...args: string[]): Promise<RunningProgram & { ready: Ready }> {
  const program = startBuilt('cli', ['--profile', profile, 'gateway', 'run', '--json', ...args], env())
  running.push(program)
  const line = await program.waitForLine(text => text.includes('"ready":true'))
  return { ...program, ready: JSON.parse(line) as Ready }
}

const env = () => ({ GANGWAY_STATE_DIR: dir.path })

/** A name whose port is not taken by chance on this machine is likely enough among ten thousand. */
const someProfile = () => `test-${crypto.randomUUID().slice(0, 8)}`

test('two profiles run side by side, each with its own state, port and token', async () => {
  const [one, two] = [someProfile(), someProfile()]
  const [first, second] = await Promise.all([startGateway(one), startGateway(two)])

  expect(first.ready.port).toBe(defaultPortOf(one))
  expect(second.ready.port).toBe(defaultPortOf(two))
  expect(first.ready.stateDir).toBe(path.join(dir.path, 'profiles', one))
  const [firstToken, secondToken] = await Promise.all(
    [first, second].map(({ ready }) => readFile(path.join(ready.stateDir, 'gateway-token'), 'utf8')),
  )
  expect(firstToken).not.toBe(secondToken)

  for (const [profile, { ready }] of [
    [one, first],
    [two, second],
  ] as const) {
    const found = await runCli(['--profile', profile, 'health', '--json'], env())
    expect([found.code, found.stderr]).toEqual([0, ''])
    const call = await runCli(['--profile', profile, 'gateway', 'call', 'logs.tail', '--json'], env())
    expect(call.stdout).toContain(JSON.stringify(ready.stateDir).slice(1, -1))
  }
})

test('a command finds the running gateway of its state directory, whatever port it was given', async () => {
  const profile = someProfile()
  const { ready } = await startGateway(profile, '--port', '0')
  expect(ready.port).not.toBe(defaultPortOf(profile))
  const found = await runCli(['--profile', profile, 'health', '--json'], env())
  expect([found.code, found.stderr]).toEqual([0, ''])
})

test('a second gateway in the same state directory is refused and told who is there', async () => {
  const profile = someProfile()
  const { ready } = await startGateway(profile, '--port', '0')
  const second = await runCli(['--profile', profile, 'gateway', 'run', '--port', '0', '--json'], env())
  expect(second.code).toBe(1)
  expect(JSON.parse(second.stdout)).toMatchObject({
    error: {
      code: 'STATE_DIR_IN_USE',
      message: expect.stringMatching(`process ${ready.pid}, port ${ready.port}, since \\d{4}-`),
    },
  })
})

test('after a gateway was killed the next one takes its place', async () => {
  const profile = someProfile()
  const killed = await startGateway(profile, '--port', '0')
  await killed.stop('SIGKILL')
  const note = path.join(killed.ready.stateDir, 'gateway-owner.json')
  expect(JSON.parse(await readFile(note, 'utf8'))).toMatchObject({ pid: killed.ready.pid })

  const next = await startGateway(profile, '--port', '0')
  expect(JSON.parse(await readFile(note, 'utf8'))).toMatchObject({
    pid: next.ready.pid,
    port: next.ready.port,
    url: next.ready.url,
  })
  await next.stop()
  await expect(readFile(note)).rejects.toThrow('ENOENT')
})

test('a device that waits is told of with the command that lets it in', async () => {
  const profile = someProfile()
  const config = path.join(dir.path, 'strict.json5')
  await writeFile(config, '{ gateway: { nodes: { pairing: { autoApproveLocal: false } } } }')
  const program = startBuilt(
    'cli',
    ['--profile', profile, 'gateway', 'run', '--port', '0', '--config', config],
    env(),
  )
  running.push(program)
  const url =
    /ws:\S+/.exec(await program.waitForLine(text => text.includes('The gateway is ready')))?.[0] ?? ''
  const token = await readFile(path.join(dir.path, 'profiles', profile, 'gateway-token'), 'utf8')
  await expect(connectPeer({ url }, { token, clientDisplayName: 'laptop' })).rejects.toThrow(
    'pairing required',
  )

  const { stderr } = await program.stop()
  expect(stderr).toMatch(
    new RegExp(
      `A device waits for approval: laptop \\(.*127\\.0\\.0\\.1\\).* gangway --profile ${profile} devices approve [0-9a-f-]{36}`,
    ),
  )
  await closeTestGateways()
})

test('OPENCLAW_GATEWAY_PORT wins over --port, and says so', async () => {
  const port = await freePort()
  const program = startBuilt('cli', ['--profile', someProfile(), 'gateway', 'run', '--port', '1'], {
    ...env(),
    OPENCLAW_GATEWAY_PORT: String(port),
  })
  running.push(program)
  await program.waitForLine(text => text.includes('The gateway is ready'))
  expect((await program.stop()).stderr).toContain(`--port 1 gives way to OPENCLAW_GATEWAY_PORT=${port}`)
})
