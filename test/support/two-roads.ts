// One gateway and two real roads to it, each behind a fault proxy: the system's sshd, and the gateway's own address with
// a pinned certificate. The controller's clock stands still until it is turned.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import type { ConnectionState, SshTarget } from '../../src-shared/connection.ts'
import { otherRoadAfterMs } from '../../src-shared/retry-policy.ts'
import { makeCertificate, type Certificate } from './certificates.ts'
import { openTestController, type TestController } from './connection-controller.ts'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { startSshd, type Sshd } from './sshd.ts'
import { makeTempDir } from './temp-dir.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { startTlsFront, type TlsFront } from './tls-front.ts'

export type TwoRoads = TestController & {
  readonly sshd: Sshd
  readonly front: TlsFront
  readonly certificate: Certificate
  /** In front of `sshd`, and of `front`. */
  readonly ssh: FaultProxy
  readonly address: FaultProxy
  readonly clock: TestClock
  readonly target: SshTarget
  /** Ends a road and lets nobody onto it until `mend`. */
  readonly cut: (road: FaultProxy) => void
  readonly mend: (road: FaultProxy) => void
  /** Lets what is planned happen, and settles with the first state for which this is true. */
  readonly until: (isSo: (state: ConnectionState) => boolean) => Promise<ConnectionState>
  /** Lets so much time pass in which nobody says anything, with the round trips that the health of a connection takes. */
  readonly quiet: (ms: number) => Promise<void>
}

export type TwoRoadsOptions = {
  readonly port: number
  readonly token: string
  /** The gateway's own address is the first of the two. */
  readonly addressFirst?: boolean
}

const stepMs = 5_000

export async function openTwoRoads({
  port,
  token,
  addressFirst = false,
}: TwoRoadsOptions): Promise<TwoRoads> {
  const folder = await makeTempDir('two-roads')
  const [sshd, certificate] = await Promise.all([startSshd(), makeCertificate()])
  const front = await startTlsFront(certificate, port)
  const [ssh, address] = await Promise.all([startFaultProxy(sshd), startFaultProxy(front)])
  const userFile = path.join(folder.path, 'ssh_config')
  const appKnownHosts = path.join(folder.path, 'known_hosts')
  const block = sshd.configText('box', [
    'UserKnownHostsFile none',
    'GlobalKnownHostsFile none',
    'IdentityAgent none',
    'IdentitiesOnly yes',
  ])
  await writeFile(userFile, block.replace(`Port ${sshd.port}`, `Port ${ssh.port}`))
  await writeFile(appKnownHosts, `${sshd.hostKeyLine().replace(`:${sshd.port} `, `:${ssh.port} `)}\n`)
  const clock = createTestClock(Date.now())
  const opened = await openTestController({
    sshConfig: { userFile, systemFile: '/nonexistent', ssh: null },
    appKnownHosts,
    clock,
    random: () => 0,
  })
  const { controller } = opened
  const target: SshTarget = {
    kind: 'ssh',
    host: 'box',
    gatewayPort: port,
    engine: 'ssh2',
    direct: {
      url: `wss://127.0.0.1:${address.port}`,
      tlsFingerprint: certificate.fingerprint,
      ...(addressFirst && { isFirst: true }),
    },
  }
  await keepGatewaySecret(opened.vault, target, { kind: 'token', secret: token })

  return {
    ...opened,
    sshd,
    front,
    certificate,
    ssh,
    address,
    clock,
    target,
    cut: road => {
      road.refuse(true)
      road.reset()
    },
    mend: road => road.pass(),
    until: isSo => {
      const { promise, resolve } = Promise.withResolvers<ConnectionState>()
      const look = (state: ConnectionState): void => {
        if (isSo(state)) return resolve(state)
        // What is planned is told of in the same breath, before this can turn the clock.
        if (state.phase === 'waiting' || state.phase === 'needs-you')
          queueMicrotask(() => clock.pass(Math.max(otherRoadAfterMs, 1_000)))
      }
      const stop = controller.on({ state: look })
      look(controller.state)
      return promise.finally(stop)
    },
    quiet: async ms => {
      for (let left = ms; left > 0; left -= stepMs) {
        clock.pass(Math.min(stepMs, left))
        if (controller.state.phase === 'online') await controller.checkHealth()
      }
    },
    close: async () => {
      await opened.close()
      for (const part of [ssh, address, front]) await part.close()
      await sshd.stop()
      await folder.remove()
    },
  }
}
