// `gangway connect` for days: what happens around a computer is no reason to wait for the next try.
import type { NetworkInterfaceInfo } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../../../src-main/cli/commands/connect.ts'
import type { CliContext } from '../../../src-main/cli/context.ts'
import { openOutput } from '../../../src-main/cli/output.ts'
import type { Interfaces } from '../../../src-main/connection/network-interfaces.ts'
import { startScriptedGateway, type ScriptedGateway } from '../../support/scripted-gateway.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import { createTestClock } from '../../support/test-clock.ts'

const token = 'shared-secret'
const at = (address: string): NetworkInterfaceInfo => ({
  address,
  family: 'IPv4',
  internal: false,
  netmask: '',
  mac: '00:00:00:00:00:00',
  cidr: null,
})

let dir: TempDir
let gateway: ScriptedGateway
beforeEach(async () => {
  vi.stubEnv('GANGWAY_VAULT', 'memory')
  dir = await makeTempDir('cli-connect')
  gateway = await startScriptedGateway({ token })
})
afterEach(async () => {
  await gateway.close()
  await dir.remove()
  vi.unstubAllEnvs()
})

/** The command at work, on a computer whose networks and sleep are the test's. */
function connecting() {
  const end = new AbortController()
  const clock = createTestClock()
  const said: Record<string, unknown>[] = []
  let sleptMs = 0
  let interfaces: Interfaces = { wlan0: [at('192.0.2.7')] }
  const unused = { write: () => undefined }
  const output = openOutput(
    true,
    { write: text => said.push(JSON.parse(text) as Record<string, unknown>) },
    unused,
  )
  const context: CliContext = {
    ownCommand: ['gangway'],
    stateDir: dir.path,
    profile: 'default',
    sshConfig: { userFile: `${dir.path}/ssh_config`, systemFile: `${dir.path}/none` },
    logLevel: 'info',
    output,
    terminal: { input: process.stdin, output: process.stderr, isInteractive: false },
    env: {},
    signal: end.signal,
  }
  const ended = connect(
    context,
    gateway.url,
    { token },
    { clock, interfaces: () => interfaces, uptime: () => clock.now() + sleptMs },
  )
  return {
    clock,
    said,
    phase: () => (said.at(-1)?.['state'] as { phase?: string } | undefined)?.phase,
    moveTo: (address: string) => {
      interfaces = { eth0: [at(address)] }
      clock.pass(5_000)
    },
    sleep: (ms: number) => {
      sleptMs += ms
      clock.pass(15_000)
    },
    end: async () => {
      end.abort()
      return await ended
    },
  }
}

/** A gateway that has asked for a minute's patience, so that no try of its own falls into the test. */
async function sendAway(command: ReturnType<typeof connecting>) {
  await expect.poll(command.phase).toBe('online')
  gateway.behaviour.upgrade = 429
  gateway.cut()
  await expect
    .poll(() => command.said.at(-1))
    .toMatchObject({
      state: { phase: 'waiting', error: { code: 'GATEWAY_RATE_LIMITED' } },
    })
  gateway.behaviour.upgrade = 'accept'
  return gateway.upgrades()
}

test.each([
  ['on another network', (command: ReturnType<typeof connecting>) => command.moveTo('198.51.100.4')],
  ['after a long sleep', (command: ReturnType<typeof connecting>) => command.sleep(15 * 60_000)],
])('%s it tries at once instead of waiting out its time', async (_, happen) => {
  const command = connecting()
  const upgrades = await sendAway(command)
  happen(command)
  await expect.poll(command.phase).toBe('online')
  expect(gateway.upgrades()).toBe(upgrades + 1)
  expect(await command.end()).toBe(0)
})

test('time that passes on the same network makes no try', async () => {
  const command = connecting()
  const upgrades = await sendAway(command)
  command.clock.pass(10 * 60_000)
  expect(command.phase()).toBe('waiting')
  expect(gateway.upgrades()).toBe(upgrades)
  expect(await command.end()).toBe(0)
})

test('told to stop it stops watching too', async () => {
  const command = connecting()
  await expect.poll(command.phase).toBe('online')
  expect(command.clock.waiting()).toBeGreaterThan(0)
  expect(await command.end()).toBe(0)
  expect(command.clock.waiting()).toBe(0)
})
