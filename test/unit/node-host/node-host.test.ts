import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { ExecPolicy } from '../../../src-main/exec-policy/exec-policy.ts'
import { eventually } from '../../support/eventually.ts'
import { freePort } from '../../support/free-port.ts'
import { memoryVault } from '../../support/memory-vault.ts'
import { runProgram } from '../../support/run-program.ts'
import {
  closeTestGateways,
  connectPeer,
  readWrite,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'
import {
  closeTestNodeHosts,
  joinGateway,
  nodeReaches,
  openTestNodeHost,
  type TestNodeHost,
} from '../../support/test-node-host.ts'

afterEach(async () => {
  await closeTestNodeHosts()
  await closeTestGateways()
})

const ownerScopes = [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin']
const anyNode: ExecPolicy = {
  version: 1,
  defaults: { security: 'allowlist', ask: 'off' },
  agents: {
    main: {
      allowlist: [
        { pattern: process.execPath, args: ['-p', '6 * 7'] },
        { pattern: '/**/cat' },
        { pattern: '/**/pwd' },
        { pattern: '/**/sleep' },
      ],
    },
  },
}

type Ran = { exitCode: number | null; timedOut: boolean; success: boolean; stdout: string; stderr: string }

async function start(policy?: ExecPolicy) {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ownerScopes })
  const host = await openTestNodeHost(policy ? { policy } : {})
  await joinGateway(host, gateway, owner)
  return { gateway, owner, host }
}

let keys = 0
async function invoke<T = Ran>(
  peer: Peer,
  host: TestNodeHost,
  command: string,
  params: object,
  more: object = {},
) {
  const idempotencyKey = `key-${(keys += 1)}`
  const request = { nodeId: host.nodeId, command, params, idempotencyKey, timeoutMs: 20_000, ...more }
  return (await peer.request<{ payload: T }>('node.invoke', request)).payload
}
const run = (peer: Peer, host: TestNodeHost, command: string[], more: object = {}) =>
  invoke(peer, host, 'system.run', { command, ...more })

const question = async (owner: Peer) =>
  (await owner.event(({ event }) => event === 'exec.approval.requested')).payload as {
    id: string
    request: Record<string, unknown>
  }

test('a listed command runs with its arguments, and both its streams come back', async () => {
  const { owner, host } = await start(anyNode)
  expect(await run(owner, host, [process.execPath, '-p', '6 * 7'])).toEqual({
    exitCode: 0,
    timedOut: false,
    success: true,
    stdout: '42\n',
    stderr: '',
    error: null,
  })
  const failed = await run(owner, host, ['cat', '/nowhere/at all; echo $HOME'])
  expect(failed).toMatchObject({ success: false, stdout: '' })
  expect(failed.stderr).toContain('/nowhere/at all; echo $HOME')
  expect((await run(owner, host, ['pwd'], { cwd: host.stateDir })).stdout).toBe(`${host.stateDir}\n`)
})

test('it says when its commands are approved, without having to come again', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ownerScopes })
  const host = await openTestNodeHost()
  await joinGateway(host, gateway, owner)
  await nodeReaches(host, ({ approval }) => approval === 'approved')
  const { nodes } = await owner.request<{ nodes: Record<string, unknown>[] }>('node.list')
  expect(nodes).toMatchObject([
    { nodeId: host.nodeId, clientId: 'node-host', clientMode: 'node', connected: true },
  ])
  expect(nodes[0]?.['commands']).toEqual(host.state.commands.toSorted())
})

test('what is not listed does not run, and a shell is never covered by its path', async () => {
  const { owner, host } = await start({
    ...anyNode,
    agents: { main: { allowlist: [{ pattern: '/**/*' }] } },
  })
  await expect(run(owner, host, ['sh', '-c', 'echo hello'])).rejects.toMatchObject({
    details: { nodeError: { code: 'SYSTEM_RUN_DENIED', message: 'SYSTEM_RUN_DENIED: allowlist miss' } },
  })
  await expect(run(owner, host, ['env', 'cat'])).rejects.toThrow('allowlist miss')
  await expect(run(owner, host, ['cat'], { env: { LD_PRELOAD: '/tmp/x.so' } })).rejects.toThrow(
    'environment override rejected (LD_PRELOAD)',
  )
  await expect(run(owner, host, ['there-is-no-such-program'])).rejects.toThrow('there is no program')
})

test('with "ask" a person decides at the gateway, sees exactly what would run, and it then runs once', async () => {
  const { owner, host } = await start()
  const ran = run(owner, host, ['sh', '-c', 'echo "$0"', 'a b'], { sessionKey: 'agent:main:main' })
  const { id, request } = await question(owner)
  expect(request).toMatchObject({
    command: 'sh -c "echo \\"$0\\"" "a b"',
    commandArgv: ['sh', '-c', 'echo "$0"', 'a b'],
    host: 'node',
    nodeId: host.nodeId,
    sessionKey: 'agent:main:main',
  })
  await owner.request('exec.approval.resolve', { id, decision: 'allow-once' })
  expect((await ran).stdout).toBe('a b\n')
  // The permission is spent: nobody can have the same command run with it once more.
  const again = { command: ['sh', '-c', 'echo "$0"', 'a b'], approved: true, runId: id }
  await expect(invoke(owner, host, 'system.run', again)).rejects.toThrow('no approval for this command')
})

test('a no is an answer, and a yes for good is written down for this very command', async () => {
  const { owner, host } = await start()
  const denied = run(owner, host, ['cat', '/etc/hostname'])
  denied.catch(() => undefined)
  const first = await question(owner)
  await owner.request('exec.approval.resolve', { id: first.id, decision: 'deny' })
  await expect(denied).rejects.toThrow('SYSTEM_RUN_DENIED: user denied')

  const allowed = run(owner, host, ['cat', '/dev/null'])
  const second = await owner.event(
    ({ event, payload }) =>
      event === 'exec.approval.requested' && (payload as { id: string }).id !== first.id,
  )
  const { id } = second.payload as { id: string }
  await owner.request('exec.approval.resolve', { id, decision: 'allow-always' })
  expect(await allowed).toMatchObject({ success: true })
  expect(await run(owner, host, ['cat', '/dev/null'])).toMatchObject({ success: true })
  const kept = await readFile(path.join(host.stateDir, 'node', 'exec-approvals.json'), 'utf8')
  expect(JSON.parse(kept)).toMatchObject({ agents: { main: { allowlist: [{ args: ['/dev/null'] }] } } })
})

test('a question ends with the call that it was about', async () => {
  const { owner, host } = await start()
  const call = invoke(owner, host, 'system.run', { command: ['cat', '/dev/null'] }, { timeoutMs: 2_000 })
  await expect(call).rejects.toMatchObject({ gatewayCode: 'UNAVAILABLE' })
  const { id } = await question(owner)
  await owner.event(
    ({ event, payload }) => event === 'exec.approval.resolved' && (payload as { id: string }).id === id,
  )
  expect(await owner.request('exec.approval.list')).toEqual([])
})

test('the same key is answered as before and runs nothing again, also by a later process of the node', async () => {
  const counter = async (host: TestNodeHost) =>
    (await readFile(path.join(host.stateDir, 'ran'), 'utf8').catch(() => '')).length
  const script = "require('fs').appendFileSync('ran', 'x')"
  const policy: ExecPolicy = {
    ...anyNode,
    agents: { main: { allowlist: [{ pattern: process.execPath, args: ['-e', script] }] } },
  }
  const vault = memoryVault()
  const port = await freePort()
  const first = await startTestGateway({ port })
  const owner = await connectPeer(first, { scopes: ownerScopes })
  const host = await openTestNodeHost({ policy, vault })
  await joinGateway(host, first, owner)
  const params = { command: [process.execPath, '-e', script], cwd: host.stateDir }
  const once = { idempotencyKey: 'the-same' }
  expect(await invoke(owner, host, 'system.run', params, once)).toMatchObject({ success: true })
  await host.close()

  // A gateway that has forgotten everything, at the same address, sends it once more.
  await owner.close()
  await first.close()
  const second = await startTestGateway({ port })
  const later = await connectPeer(second, { scopes: ownerScopes })
  const again = await openTestNodeHost({ stateDir: host.stateDir, vault })
  expect(again.nodeId).toBe(host.nodeId)
  await joinGateway(again, second, later)
  expect(await invoke(later, again, 'system.run', params, once)).toMatchObject({ success: true })
  expect(await counter(host)).toBe(1)
  const other = { command: ['cat', '/dev/null'] }
  await expect(invoke(later, again, 'system.run', other, { idempotencyKey: 'the-same' })).rejects.toThrow(
    'idempotency key',
  )
})

/** As `ps` says it: nothing when it is gone, Z when only its parent has not noticed. */
const stateOf = (pid: string) =>
  runProgram('ps', ['-o', 'stat=', '-p', pid]).then(
    text => text.trim().slice(0, 1),
    () => '',
  )

test('a command that takes too long is ended with everything it started', async () => {
  const { owner, host } = await start({
    ...anyNode,
    agents: {
      main: { allowlist: [{ pattern: '/**/sh', args: ['-c', 'setsid sleep 300 & echo $!; wait'] }] },
    },
  })
  const ran = await run(owner, host, ['sh', '-c', 'setsid sleep 300 & echo $!; wait'], { timeoutMs: 1_000 })
  expect(ran).toMatchObject({ timedOut: true, success: false })
  await eventually(() => stateOf(ran.stdout.trim())).toMatch(/^Z?$/)
})

test('a policy file that cannot be read allows nothing', async () => {
  const { owner, host } = await start(anyNode)
  await writeFile(path.join(host.stateDir, 'node', 'exec-approvals.json'), '{ "version": 1, ')
  await expect(run(owner, host, ['pwd'])).rejects.toThrow('cannot be read')
})

test('it tells what it is, how it is, and where programs are', async () => {
  const { owner, host } = await start()
  expect(await invoke(owner, host, 'device.info', {})).toMatchObject({ appVersion: '0.1.0' })
  expect(await invoke(owner, host, 'device.status', {})).toHaveProperty('uptimeSeconds')
  const { bins } = await invoke<{ bins: Record<string, string> }>(owner, host, 'system.which', {
    bins: ['cat', 'no-such-program', '/etc/passwd'],
  })
  expect(bins['cat']).toMatch(/\/cat$/)
  expect(Object.keys(bins)).toEqual(['cat'])
})

test('two programs are not the same node at once', async () => {
  const host = await openTestNodeHost()
  await expect(openTestNodeHost({ stateDir: host.stateDir })).rejects.toMatchObject({
    code: 'STATE_DIR_IN_USE',
  })
})
