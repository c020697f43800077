// `gangway node`: another machine, with a process and a state directory of its own, over an SSH tunnel of its own.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli, startBuilt, type RunningProgram } from '../support/built-program.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  readWrite,
  startTestGateway,
  testToken,
  type Peer,
  type TestGateway,
} from '../support/test-gateway.ts'

let dir: TempDir
let sshd: Sshd | undefined
let running: RunningProgram | undefined
beforeEach(async () => {
  dir = await makeTempDir('cli-node')
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  await sshd?.stop()
  sshd = undefined
  await closeTestGateways()
  await dir.remove()
})

const ownerScopes = [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin']

const stateDir = () => path.join(dir.path, 'state')
const policy = (...more: string[]) => runCli(['node', ...more, '--json', '--state-dir', stateDir()])

async function ownerOf(gateway: TestGateway): Promise<Peer> {
  return connectPeer(gateway, { scopes: ownerScopes })
}

/** Starts the node and has everything it offers approved; settles with its id. */
async function startNode(owner: Peer, ...where: string[]): Promise<string> {
  running = startBuilt('cli', ['node', 'run', ...where, '--json', '--state-dir', stateDir()])
  const asked = await owner.event(({ event }) => event === 'node.pair.requested')
  const { requestId, nodeId } = asked.payload as { requestId: string; nodeId: string }
  await owner.request('node.pair.approve', { requestId })
  await running.waitForLine(line => line.includes('"approval":"approved"'))
  return nodeId
}

test('through an SSH tunnel of its own it runs what its policy allows, and says so when asked for its status', async () => {
  const gateway = await startTestGateway()
  const owner = await ownerOf(gateway)
  sshd = await startSshd()
  const sshConfig = path.join(dir.path, 'ssh_config')
  await writeFile(sshConfig, sshd.configText('home', ['UserKnownHostsFile /dev/null']))
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, testToken)
  const nodeId = await startNode(
    owner,
    '--host',
    'home',
    '--gateway-port',
    String(gateway.port),
    '--ssh-config',
    sshConfig,
    '--accept-host-key',
    sshd.hostKey.fingerprint,
    '--token-file',
    tokenFile,
  )
  const status = JSON.parse((await policy('status')).stdout) as Record<string, unknown>
  expect(status).toMatchObject({
    running: true,
    nodeId,
    phase: 'online',
    approval: 'approved',
    policy: 'ask',
    isOn: false,
  })

  const ran = owner.request('node.invoke', {
    nodeId,
    command: 'system.run',
    params: { command: ['echo', 'from afar'] },
    idempotencyKey: 'one',
  })
  const question = await owner.event(({ event }) => event === 'exec.approval.requested')
  const { id } = question.payload as { id: string }
  await owner.request('exec.approval.resolve', { id, decision: 'allow-once' })
  expect(await ran).toMatchObject({ payload: { stdout: 'from afar\n', success: true } })

  // The tunnel is cut while a person is asked: an error at once, and a late yes runs nothing.
  const cut = owner.request('node.invoke', {
    nodeId,
    command: 'system.run',
    params: { command: ['touch', path.join(dir.path, 'touched')] },
    idempotencyKey: 'two',
    timeoutMs: 600_000,
  })
  cut.catch(() => undefined)
  await owner.event(
    ({ event, payload }) => event === 'exec.approval.requested' && (payload as { id: string }).id !== id,
  )
  await sshd.killSessions()
  await expect(cut).rejects.toMatchObject({ details: { code: 'NODE_DISCONNECTED' } })
  expect(await owner.request('exec.approval.list')).toEqual([])
})

test('it waits for both of its approvals and says which step is missing', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
  })
  // A tool without a device: no device comes in here unasked.
  const owner = await connectRaw(gateway)
  await owner.request('connect', connectParams({ scopes: ownerScopes }))
  const tokenFile = path.join(dir.path, 'token')
  await writeFile(tokenFile, testToken)
  const args = ['node', 'run', '--url', gateway.url, '--token-file', tokenFile, '--state-dir', stateDir()]
  running = startBuilt('cli', args)
  const device = await owner.frame(({ event }) => event === 'device.pair.requested')
  await running.waitForLine(line => line.includes('Step 1 of 2'))
  await owner.request('device.pair.approve', { requestId: device.payload?.['requestId'] })
  const asked = await owner.frame(({ event }) => event === 'node.pair.requested')
  await running.waitForLine(line => line.includes('Step 2 of 2'))
  await owner.request('node.pair.approve', { requestId: asked.payload?.['requestId'] })
  await running.waitForLine(line => line.includes('is approved and offers: system.run'))
})

test('its switch and its policy are set from the command line', async () => {
  expect(JSON.parse((await policy('status')).stdout)).toMatchObject({
    running: false,
    isOn: false,
    policy: 'ask',
  })
  expect((await policy('on')).code).toBe(0)
  expect((await policy('policy', '--set', 'deny')).code).toBe(0)
  expect((await policy('policy', '--set', 'allowlist', '--agent', 'helper')).code).toBe(0)
  expect(JSON.parse((await policy('status')).stdout)).toMatchObject({ isOn: true, policy: 'deny' })
  expect(JSON.parse((await policy('policy', '--agent', 'helper')).stdout)).toMatchObject({
    policy: 'allowlist',
  })
  const nowhere = await policy('run')
  expect(nowhere.code).toBe(1)
  expect(JSON.parse(nowhere.stdout)).toMatchObject({ error: { code: 'INVALID_INPUT' } })
})
