// A node host as the app and the command line build one, in a state directory of its own.
import path from 'node:path'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { silentLog } from '../../src-main/logging/log.ts'
import { openNodeHost, type NodeHost, type NodeHostParts } from '../../src-main/node-host/node-host.ts'
import type { ExecPolicy } from '../../src-main/exec-policy/exec-policy.ts'
import { openExecPolicyFile } from '../../src-main/exec-policy/exec-policy-file.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { memoryVault } from './memory-vault.ts'
import { makeTempDir } from './temp-dir.ts'
import { testToken, type Peer } from './test-gateway.ts'

type Cleanup = () => Promise<void>
const cleanups: Cleanup[] = []

/** Undoes everything opened through this file; call it in `afterEach`. */
export async function closeTestNodeHosts() {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
}

export type TestNodeHost = NodeHost & { readonly stateDir: string; readonly nodeId: string }

type Options = Partial<NodeHostParts> & { readonly policy?: ExecPolicy }

export async function openTestNodeHost({ policy, ...parts }: Options = {}): Promise<TestNodeHost> {
  let stateDir = parts.stateDir
  if (stateDir === undefined) {
    const dir = await makeTempDir('node-host')
    stateDir = dir.path
    cleanups.push(dir.remove)
  }
  if (policy) await openExecPolicyFile(path.join(stateDir, 'node')).change(() => policy)
  const host = await openNodeHost({
    sshConfig: {},
    appKnownHosts: path.join(stateDir, 'known_hosts'),
    settings: await openSettings(stateDir),
    vault: memoryVault(),
    log: silentLog,
    ask: async () => ({ kind: 'cancel' }),
    version: '0.1.0',
    ...parts,
    stateDir,
  })
  cleanups.push(host.close)
  return Object.assign(Object.create(host) as NodeHost, { stateDir, nodeId: host.state.nodeId })
}

/** Settles once the host's state is so. */
export function nodeReaches(host: NodeHost, isSo: (state: NodeHost['state']) => boolean): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (!isSo(host.state)) return
      stop()
      resolve()
    }
    const stop = host.onChange(look)
    look()
  })
}

/** Connects it to a gateway, whose owner approves what it offers. */
export async function joinGateway(host: TestNodeHost, gateway: { readonly url: string }, owner: Peer) {
  const target: ConnectionTarget = { kind: 'direct', url: gateway.url }
  host.connect(target, { credentials: { token: testToken } })
  const asked = await owner.event(
    ({ event, payload }) =>
      event === 'node.pair.requested' && (payload as { nodeId?: string }).nodeId === host.nodeId,
  )
  const { requestId } = asked.payload as { requestId: string }
  await owner.request('node.pair.approve', { requestId })
}
