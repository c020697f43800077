// This computer as a node of the real OpenClaw gateway: paired, approved, asked, and refused by its own policy.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { silentLog } from '../../src-main/logging/log.ts'
import { openExecPolicyFile } from '../../src-main/exec-policy/exec-policy-file.ts'
import { nodeDirOf } from '../../src-main/node-host/node-dir.ts'
import { openNodeHost, type NodeHost } from '../../src-main/node-host/node-host.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { memoryVault } from '../support/memory-vault.ts'
import { expectThat, type Check } from './checks.ts'
import type { RealGateway } from './real-gateway.ts'

const patienceMs = 60_000

export async function checkOurNode(check: Check, gateway: RealGateway, home: string): Promise<void> {
  const stateDir = path.join(home, 'gangway-node')
  await openExecPolicyFile(nodeDirOf(stateDir)).change(() => ({
    version: 1,
    defaults: { security: 'allowlist', ask: 'off' },
    agents: { main: { allowlist: [{ pattern: '/**/echo' }] } },
  }))
  const node = await openNodeHost({
    stateDir,
    sshConfig: {},
    appKnownHosts: path.join(stateDir, 'known_hosts'),
    settings: await openSettings(stateDir),
    vault: memoryVault(),
    log: silentLog,
    ask: async () => ({ kind: 'cancel' }),
    version: '0.1.0',
  })
  const { nodeId } = node.state
  try {
    await check('our node is let in and waits for the approval of what it offers', async () => {
      node.connect(
        { kind: 'direct', url: `ws://127.0.0.1:${gateway.port}` },
        { credentials: { token: gateway.token } },
      )
      await reaches(node, ({ approval }) => approval === 'waiting')
      return `node ${nodeId.slice(0, 12)}`
    })
    await check('openclaw nodes approve: it notices by itself', async () => {
      const pending = await printed<{ pending: { requestId: string; nodeId: string }[] }>(gateway, [
        'nodes',
        'pending',
        '--json',
      ])
      const list = Array.isArray(pending)
        ? (pending as { requestId: string; nodeId: string }[])
        : pending.pending
      const request = list.find(one => one.nodeId === nodeId)
      expectThat(request !== undefined, 'it is not among the pending ones')
      const said = await gateway.cli(['nodes', 'approve', request.requestId])
      expectThat(said.code === 0, `exit ${said.code}: ${said.stderr.slice(0, 300)}`)
      await reaches(node, ({ approval }) => approval === 'approved')
      return 'approved'
    })
    await check('openclaw nodes describe lists its commands', async () => {
      const row = await printed<{ commands?: string[] }>(gateway, [
        'nodes',
        'describe',
        '--node',
        nodeId,
        '--json',
      ])
      expectThat(row.commands?.includes('system.run') === true, `it lists ${String(row.commands)}`)
      return row.commands.join(', ')
    })
    await check('openclaw nodes invoke system.which is answered', async () => {
      const answer = await printed<object>(gateway, [
        'nodes',
        'invoke',
        '--node',
        nodeId,
        '--command',
        'system.which',
        '--params',
        JSON.stringify({ bins: ['cat'] }),
        '--json',
      ])
      const text = JSON.stringify(answer)
      expectThat(text.includes('/cat'), text.slice(0, 300))
      return text.slice(0, 200)
    })
    await check('node.invoke system.run runs what is listed here', async () => {
      const text = await call(gateway, nodeId, ['echo', 'from our node'])
      expectThat(text.includes('from our node'), text.slice(0, 300))
      return 'from our node'
    })
    await check('node.invoke system.run of anything else is refused here', async () => {
      const text = await call(gateway, nodeId, ['cat', '/dev/null'])
      expectThat(text.includes('SYSTEM_RUN_DENIED'), text.slice(0, 300))
      return 'SYSTEM_RUN_DENIED: allowlist miss'
    })
  } finally {
    await node.close()
  }
}

async function printed<T>(gateway: RealGateway, args: readonly string[]): Promise<T> {
  const said = await gateway.cli([...args])
  expectThat(said.code === 0, `exit ${said.code}: ${(said.stderr || said.stdout).slice(0, 300)}`)
  return JSON.parse(said.stdout) as T
}

/** Everything the command said, whether it ended well or not. */
async function call(gateway: RealGateway, nodeId: string, command: readonly string[]): Promise<string> {
  const params = { nodeId, command: 'system.run', params: { command }, idempotencyKey: randomUUID() }
  const said = await gateway.cli([
    'gateway',
    'call',
    'node.invoke',
    '--params',
    JSON.stringify(params),
    '--json',
  ])
  return said.stdout + said.stderr
}

function reaches(node: NodeHost, isSo: (state: NodeHost['state']) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isSo(node.state)) finish(resolve)
    }
    const stop = node.onChange(look)
    const late = () =>
      finish(() => reject(new Error(`not within a minute: ${JSON.stringify(node.state.connection)}`)))
    const timer = setTimeout(late, patienceMs)
    function finish(settle: () => void) {
      stop()
      clearTimeout(timer)
      settle()
    }
    look()
  })
}
