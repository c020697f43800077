// The real outbox over the real connection to a real embedded gateway, with a line between them that can be cut.
import { openOutbox, type Outbox } from '../../../src-main/outbox/outbox.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { systemClock } from '../../../src-main/connection/clock.ts'
import { targetKey } from '../../../src-shared/connection.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { openTestController, type TestController } from '../../support/connection-controller.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import type { Way } from '../../support/fault-relay.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { quietLog, testToken } from '../../support/test-gateway.ts'
import { startGateway } from '../../../src-main/gateway/gateway.ts'
import type { Gateway } from '../../../src-main/gateway/gateway-options.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { judgeDeliveries, type Deliveries } from './judge-deliveries.ts'
import { readQuestions } from './read-questions.ts'

export type GatewayBench = {
  readonly random: SeededRandom
  readonly proxy: FaultProxy
  readonly gateway: Gateway
  readonly outbox: Outbox
  readonly controller: TestController['controller']
  /** `targetKey` of the gateway. */
  readonly place: string
  readonly write: (sessionKey: string, text: string) => string
  /** Settles once this message is over, or a question. */
  readonly settled: (key: string) => Promise<void>
  readonly allSettled: () => Promise<void>
  /** How many bytes the present connection has carried. */
  readonly carried: () => { readonly up: number; readonly down: number }
  /** Settles once this connection has carried so much, or is gone. */
  readonly carriedOrGone: (way: Way, bytes: number, connection: number) => Promise<void>
  /** Cuts the line, unless it is; settles once that is noticed. */
  readonly cut: () => Promise<void>
  /** Settles with a connection that is open and has been measured once, and gives how many bytes it has carried. */
  readonly steady: () => Promise<{ readonly up: number; readonly down: number }>
  readonly judge: () => Promise<Deliveries>
  readonly close: () => Promise<void>
}

export async function openGatewayBench({ seed }: { readonly seed: number }): Promise<GatewayBench> {
  const random = seededRandom(seed)
  const dir = await makeTempDir('outbox')
  const gateway = await startGateway({
    config: {},
    port: 0,
    auth: { mode: 'token', token: testToken },
    log: quietLog,
    stateDir: dir.path,
  })
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: gateway.port }, { seed })
  const test = await openTestController()
  const { controller } = test
  const target = { kind: 'direct', url: `ws://127.0.0.1:${proxy.port}` } as const
  const place = targetKey(target)
  const outbox = openOutbox({
    stateDir: test.stateDir,
    connection: controller,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
  })
  const written: { key: string; sessionKey: string }[] = []
  const open = new Map<string, PromiseWithResolvers<void>>()
  const questions = new Set<string>()
  outbox.onChange(({ key, delivery }) => {
    const { phase } = delivery
    if (phase === 'uncertain' || phase === 'failed') questions.add(key)
    if (phase !== 'done' && phase !== 'uncertain' && phase !== 'failed') return
    if (phase === 'done') questions.delete(key)
    open.get(key)?.resolve()
    open.delete(key)
  })
  /** Carried by connections that are gone. */
  let before = { up: 0, down: 0 }
  const carried = () => ({ up: proxy.bytes('up') - before.up, down: proxy.bytes('down') - before.down })
  let steady = Promise.withResolvers<void>()
  controller.on({
    state: state => {
      if (state.phase === 'online') {
        if (state.ladder.some(step => step.id === 'health' && step.verdict === 'passed')) steady.resolve()
        return
      }
      if (state.phase !== 'waiting') return
      steady = Promise.withResolvers()
      before = { up: proxy.bytes('up'), down: proxy.bytes('down') }
      // A person who clicks: the pauses between tries are not what is measured.
      setImmediate(controller.retryNow)
    },
  })
  controller.connect(target, { credentials: { token: testToken } })

  return {
    random,
    proxy,
    gateway,
    outbox,
    controller,
    place,
    write: (sessionKey, text) => {
      const at = Date.now()
      const key = uuidV7(
        at,
        Uint8Array.from({ length: 10 }, () => random.below(256)),
      )
      written.push({ key, sessionKey })
      open.set(key, Promise.withResolvers())
      outbox.add({ key, gateway: place, sessionKey, at, text })
      return key
    },
    settled: async key => open.get(key)?.promise,
    allSettled: async () => {
      while (open.size > 0) await Promise.all([...open.values()].map(({ promise }) => promise))
    },
    carried,
    carriedOrGone: async (way, bytes, connection) => {
      while (proxy.accepted() - 1 === connection && proxy.connections() > 0 && carried()[way] < bytes) {
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    cut: async () => {
      if (controller.state.phase !== 'online') return
      const noticed = Promise.withResolvers<void>()
      const stop = controller.on({ state: ({ phase }) => phase !== 'online' && noticed.resolve() })
      proxy.reset()
      await noticed.promise
      stop()
    },
    steady: async () => {
      for (;;) {
        const current = steady
        await current.promise
        if (current === steady) return carried()
      }
    },
    judge: async () => {
      const sessions = [...new Set(written.map(({ sessionKey }) => sessionKey))]
      return judgeDeliveries(written, await readQuestions(gateway, sessions), questions)
    },
    close: async () => {
      outbox.close()
      await test.close()
      await proxy.close()
      await gateway.close()
      await dir.remove()
    },
  }
}
