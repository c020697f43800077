// Gangway's side: the tunnel and the local port as the app makes them, in a process of their own. A lost connection is
// opened again by the app's own retry rules.
import type { Duplex } from 'node:stream'
import { once } from 'node:events'
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import { planRetry } from '../../src-shared/retry-policy.ts'
import { openLocalListener } from '../../src-main/tunnel/local-listener.ts'
import { hedgeTunnel } from '../../src-main/tunnel/hedged-tunnel.ts'
import { createLoginMemory } from '../../src-main/tunnel/login/login-memory.ts'
import { openTunnel } from '../../src-main/tunnel/open-tunnel.ts'
import type { Tunnel, TunnelWatchers } from '../../src-main/tunnel/tunnel.ts'
import type { OurTunnelOptions } from './peers.ts'
import { writeRequest } from './service-protocol.ts'

const { alias, configFile, appKnownHosts, servicePort } = JSON.parse(
  process.argv[2] ?? '{}',
) as OurTunnelOptions

const never = new AbortController().signal
const watchers: TunnelWatchers = {
  report: () => undefined,
  ask: question => Promise.reject(new Error(`nobody is there to answer a question of ${question.kind}`)),
  signal: never,
}
const memory = createLoginMemory()

function open(signal: AbortSignal = never): Promise<Tunnel> {
  return openTunnel(
    {
      target: { kind: 'ssh', host: alias, gatewayPort: servicePort, engine: 'ssh2' },
      config: { userFile: configFile },
      appKnownHosts,
      writeUserKnownHosts: false,
      unattended: true,
      memory,
    },
    { ...watchers, signal },
  )
}

async function openHedged(): Promise<Tunnel> {
  return hedgeTunnel(await open(), { openBeside: open, told: () => undefined })
}

async function openUntilItWorks(): Promise<Tunnel> {
  for (let failures = 1; ; failures++) {
    try {
      return await openHedged()
    } catch (error) {
      const { delayMs } = planRetry(toErrorReport(error), { failures, earlyCloses: 0 }, Math.random())
      await new Promise(resolve => setTimeout(resolve, delayMs))
    }
  }
}

let tunnel: Tunnel | undefined = await openHedged()
void keepOpen(tunnel)

async function keepOpen(first: Tunnel): Promise<never> {
  for (let current = first; ; current = await openUntilItWorks()) {
    tunnel = current
    await current.closed
    tunnel = undefined
  }
}

/** From the wish to connect to the first byte of an answer, over a connection of its own. */
async function firstByteMs(): Promise<number> {
  const startedOn = performance.now()
  const opened = await open()
  const channel: Duplex = await opened.openChannel('127.0.0.1', servicePort, never)
  channel.write(writeRequest({ kind: 'send', bytes: 1 }))
  await once(channel, 'data')
  const took = performance.now() - startedOn
  await opened.close()
  return took
}

const listener = await openLocalListener({
  port: 0,
  waitMs: 10_000,
  openChannel: signal => {
    // As the app's own port does: whoever waits asks again.
    if (!tunnel) return Promise.reject(appError('NOT_CONNECTED', {}))
    return tunnel.openChannel('127.0.0.1', servicePort, signal)
  },
})
process.on('message', question => {
  if (question === 'first-byte') void firstByteMs().then(ms => process.send?.(ms))
})
process.on('disconnect', () => process.exit())
process.send?.({ port: listener.port })
