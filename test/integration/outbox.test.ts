import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src-main/connection/clock.ts'
import { silentLog } from '../../src-main/logging/log.ts'
import { openOutbox } from '../../src-main/outbox/outbox.ts'
import { targetKey } from '../../src-shared/connection.ts'
import type { OutboxEntry } from '../../src-shared/outbox.ts'
import { cutAtEveryByte } from '../proof/outbox/cut-at-every-byte.ts'
import { killBetweenSteps } from '../proof/outbox/kill-between-steps.ts'
import { sendFromEverywhere } from '../proof/outbox/many-senders.ts'
import { disconnectAtRandom } from '../proof/outbox/random-disconnects.ts'
import { openTestController } from '../support/connection-controller.ts'
import { eventually } from '../support/eventually.ts'
import { startScriptedGateway, type ScriptedGatewayOptions } from '../support/scripted-gateway.ts'
import { testSeed } from '../support/seeded-random.ts'
import { closeTestGateways } from '../support/test-gateway.ts'

const seed = testSeed
const eachOnce = { lost: 0, twice: 0, uncertain: 0, outOfOrder: 0 }

afterEach(closeTestGateways)

describe('each message arrives once and in its order', () => {
  test('wherever the line is cut in its request and the answer', async () => {
    const numbers = await cutAtEveryByte({ amount: 24, seed })
    expect(numbers).toMatchObject(eachOnce)
    expect(numbers.delivered).toBe(numbers.sent)
    expect(numbers.cuts).toBeGreaterThan(20)
  })

  test('while the line is cut at random, in three conversations', async () => {
    const numbers = await disconnectAtRandom({ amount: 200, seed })
    expect(numbers).toMatchObject({ ...eachOnce, sent: 200, delivered: 200, cuts: 20 })
  })

  test('when the app is killed between the steps of a send', async () => {
    const numbers = await killBetweenSteps({ amount: 1, seed })
    expect(numbers).toMatchObject({ ...eachOnce, kills: 6, endedOtherwise: 0 })
  })

  test('from two windows and the command line at once', async () => {
    const numbers = await sendFromEverywhere({ amount: 90, seed })
    expect(numbers).toMatchObject({ ...eachOnce, sent: 90, delivered: 90 })
  })
})

describe('over a gateway that misbehaves', () => {
  async function openFaultyBench(options: ScriptedGatewayOptions = {}) {
    const gateway = await startScriptedGateway(options)
    const { controller, stateDir, reach, next, close } = await openTestController()
    const target = { kind: 'direct', url: gateway.url } as const
    const outbox = openOutbox({
      stateDir,
      connection: controller,
      clock: systemClock,
      random: () => 0,
      log: silentLog,
    })
    onTestFinished(async () => {
      outbox.close()
      await close()
      await gateway.close()
    })
    const told: OutboxEntry[] = []
    outbox.onChange(entry => told.push(entry))
    controller.connect(target)
    await reach('online')
    const message = {
      key: '0199d2a1-b3c4-7fff-bfff-ffffffffffff',
      gateway: targetKey(target),
      sessionKey: 'agent:main:main',
      at: Date.now(),
    }
    const asked = (method: string) => gateway.requests.filter(request => request.method === method)
    return { gateway, controller, outbox, told, message, asked, next }
  }

  test('a message over which it closes with 1009 is parked with its size, and is not sent into the next', async () => {
    const { outbox, told, message, asked, next } = await openFaultyBench({ maxFrameBytes: 200_000 })
    const back = next('online')
    outbox.add({ ...message, text: 'x'.repeat(300_000) })
    await eventually(() => told.at(-1)?.delivery).toMatchObject({
      phase: 'failed',
      error: { code: 'MESSAGE_TOO_LARGE' },
    })
    await back
    expect(asked('chat.send')).toEqual([])
    expect(outbox.list(message.gateway, message.sessionKey)).toHaveLength(1)
  })

  test('a decision about a command is never sent a second time by itself', async () => {
    const { gateway, controller, asked, next } = await openFaultyBench()
    gateway.behaviour.unanswered = new Set(['exec.approval.resolve'])
    const back = next('online')
    const decision = controller.request('exec.approval.resolve', { id: 'a', decision: 'allow-once' })
    const refused = expect(decision).rejects.toThrow()
    await eventually(() => asked('exec.approval.resolve').length).toBe(1)
    gateway.cut()
    await refused
    await back
    await controller.request('echo', {})
    expect(asked('exec.approval.resolve')).toHaveLength(1)
  })

  test('a wish to stop that was cut off is asked for again, and then for the named answer alone', async () => {
    const { gateway, outbox, message, asked } = await openFaultyBench()
    gateway.behaviour.unanswered = new Set(['chat.abort'])
    const { gateway: place, sessionKey } = message
    outbox.stop({ gateway: place, sessionKey, runIds: ['r'] }).catch(() => undefined)
    await eventually(() => asked('chat.abort').length).toBe(1)
    gateway.cut()
    await eventually(() => asked('chat.abort').map(({ params }) => params)).toEqual([
      { sessionKey },
      { sessionKey, runId: 'r' },
    ])
  })
})
