// X8: two windows and the command line send at once, into the same conversation.
import { connectParams, connectRaw } from '../../support/test-gateway.ts'
import { openDispatch } from '../../../src-main/desktop-api/dispatch.ts'
import { accept, type Handlers } from '../../../src-main/desktop-api/accept.ts'
import { NewMessage } from '../../../src-shared/outbox.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { openGatewayBench } from './gateway-bench.ts'
import { judgeDeliveries, type Deliveries } from './judge-deliveries.ts'
import { readQuestions } from './read-questions.ts'

const sessionKey = 'agent:main:main'

type Written = { readonly key: string; readonly sessionKey: string }

/** `amount` messages in all, a third by each. Windows ask twice for some of them, as after a lost answer. */
export async function sendFromEverywhere({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries> {
  const bench = await openGatewayBench({ seed })
  const { random, outbox, gateway } = bench
  await bench.steady()
  const caller = { signal: new AbortController().signal }
  const handlers = { outbox: { add: accept(NewMessage, outbox.add) } } as unknown as Handlers
  const quiet = { warn: () => undefined, error: () => undefined }
  // A page of its own clock never asks too often here.
  let time = 0
  const windows = [0, 1].map(() => openDispatch(handlers, caller, quiet, () => (time += 1_000)))
  const cli = await connectRaw(gateway)
  await cli.request('connect', connectParams())
  const ours: Written[] = []
  const theirs: Written[] = []
  const open = new Set<string>()
  const idle = Promise.withResolvers<void>()
  let isWritten = false
  outbox.onChange(({ key, delivery }) => {
    if (delivery.phase === 'done') open.delete(key)
    if (isWritten && open.size === 0) idle.resolve()
  })

  for (let index = 0; index < amount; index += 1) {
    const sender = index % 3
    const key = uuidV7(
      Date.now(),
      Uint8Array.from({ length: 10 }, () => random.below(256)),
    )
    const window = windows[sender]
    // Windows share one outbox and so one order; the command line has its own.
    const written = window ? ours : theirs
    written.push({ key, sessionKey })
    if (!window) {
      await cli.request('chat.send', { sessionKey, message: `cli ${index}`, idempotencyKey: key }, key)
      continue
    }
    open.add(key)
    const message = {
      key,
      gateway: bench.place,
      sessionKey,
      at: Date.now(),
      text: `window ${sender} ${index}`,
    }
    for (let ask = 0; ask < (random.chance(0.2) ? 2 : 1); ask += 1) {
      const reply = await window('outbox.add', message)
      if (!reply.ok) throw new Error(reply.error.message)
    }
    if (random.chance(0.05)) bench.proxy.reset()
  }
  isWritten = true
  if (open.size > 0) await idle.promise
  const recorded = await readQuestions(gateway, [sessionKey])
  cli.socket.close()
  await cli.closed
  await bench.close()
  const isOurs = new Set(ours.map(({ key }) => key))
  const parts = [
    judgeDeliveries(
      ours,
      recorded.filter(({ key }) => isOurs.has(key)),
      new Set(),
    ),
    judgeDeliveries(
      theirs,
      recorded.filter(({ key }) => !isOurs.has(key)),
      new Set(),
    ),
  ]
  const sum = (name: keyof Deliveries) => parts.reduce((total, part) => total + part[name], 0)
  return {
    sent: sum('sent'),
    delivered: sum('delivered'),
    lost: sum('lost'),
    twice: sum('twice'),
    uncertain: sum('uncertain'),
    outOfOrder: sum('outOfOrder'),
  }
}
