// The real outbox on a real file, before a gateway and a clock that do as they are told.
import { openOutbox, type Outbox } from '../../../src-main/outbox/outbox.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { sshTarget } from '../../support/window-fixtures.ts'
import { targetKey } from '../../../src-shared/connection.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { createTestClock, type TestClock } from '../../support/test-clock.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { judgeDeliveries, type Deliveries } from './judge-deliveries.ts'
import { openModelGateway, type ModelGateway } from './model-gateway.ts'

export type ModelBench = {
  readonly clock: TestClock
  readonly gateway: ModelGateway
  readonly outbox: () => Outbox
  /** Writes a message and gives its key. */
  readonly write: (sessionKey: string, text?: string) => string
  /** The app ends and begins again on the same file. */
  readonly restartApp: () => void
  readonly questions: ReadonlySet<string>
  /** The person's word about a question. */
  readonly sendAgain: (key: string) => void
  readonly discard: (key: string) => void
  /** Connects as often as it takes until nothing waits any more. */
  readonly settle: () => Promise<void>
  readonly judge: () => Deliveries
  readonly close: () => Promise<void>
}

/** `targetKey` of where `states.online` is. */
const place = targetKey(sshTarget)

export async function openModelBench(options: {
  readonly seed: number
  readonly writesKeys?: boolean
  readonly tells?: boolean
  readonly maxBytes?: number
}): Promise<ModelBench> {
  const dir = await makeTempDir('outbox')
  const random = seededRandom(options.seed)
  const clock = createTestClock(1_795_000_000_000)
  const gateway = openModelGateway({ now: clock.now, writesKeys: options.writesKeys, tells: options.tells })
  const written: { key: string; sessionKey: string }[] = []
  const waiting = new Set<string>()
  const questions = new Set<string>()
  const discarded = new Set<string>()
  const resent = new Set<string>()

  const open = () => {
    const outbox = openOutbox({
      stateDir: dir.path,
      connection: gateway.connection,
      clock,
      random: () => random.below(1_000) / 1_000,
      log: silentLog,
      maxBytes: options.maxBytes,
    })
    outbox.onChange(({ key, delivery }) => {
      const isOver = delivery.phase === 'done' || delivery.phase === 'discarded'
      if (isOver || delivery.phase === 'accepted') waiting.delete(key)
      if (isOver) questions.delete(key)
      if (delivery.phase === 'uncertain') {
        questions.add(key)
        waiting.delete(key)
      }
    })
    return outbox
  }
  let outbox = open()

  return {
    clock,
    gateway,
    outbox: () => outbox,
    write: (sessionKey, text) => {
      const key = uuidV7(
        clock.now(),
        Uint8Array.from({ length: 10 }, () => random.below(256)),
      )
      outbox.add({ key, gateway: place, sessionKey, at: clock.now(), text: text ?? key })
      written.push({ key, sessionKey })
      if (!isSettled(outbox, sessionKey, key)) waiting.add(key)
      return key
    },
    restartApp: () => {
      outbox.close()
      outbox = open()
    },
    questions,
    sendAgain: key => {
      resent.add(key)
      questions.delete(key)
      waiting.add(key)
      outbox.sendAgain(key)
    },
    discard: key => {
      discarded.add(key)
      outbox.discard(key)
    },
    settle: async () => {
      gateway.mishap = 'none'
      for (let tries = 0; tries < 1_000; tries += 1) {
        gateway.connect()
        await gateway.quiet()
        if (waiting.size === 0) return
        clock.pass(31_000)
      }
      throw new Error(`${waiting.size} messages never settled`)
    },
    judge: () =>
      judgeDeliveries(
        written.filter(({ key }) => !discarded.has(key)),
        gateway.everWritten,
        questions,
        resent,
      ),
    close: async () => {
      outbox.close()
      await dir.remove()
    },
  }
}

function isSettled(outbox: Outbox, sessionKey: string, key: string): boolean {
  return !outbox.list(place, sessionKey).some(entry => entry.key === key)
}
