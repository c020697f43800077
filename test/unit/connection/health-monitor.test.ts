import { expect, test } from 'vitest'
import { appError, type AppError } from '../../../src-shared/errors.ts'
import { noHealth, type HealthSnapshot } from '../../../src-shared/health.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say } from '../../../src-shared/said.ts'
import { readGatewayHealth } from '../../../src-shared/wire/gateway-health.ts'
import { watchHealth } from '../../../src-shared/wire/health-monitor.ts'
import { createTestClock } from '../../support/test-clock.ts'

function openMonitor(before: HealthSnapshot = noHealth) {
  const clock = createTestClock()
  const told: HealthSnapshot[] = []
  const dropped: AppError[] = []
  const questions: { resolve: (answer: unknown) => void; reject: (error: unknown) => void }[] = []
  let heardAt = clock.now()
  const monitor = watchHealth({
    connection: {
      request: <T>() =>
        new Promise<T>((resolve, reject) => {
          questions.push({ resolve: answer => resolve(answer as T), reject })
        }),
      lastHeardAt: () => heardAt,
      tickIntervalMs: 30_000,
    },
    host: 'server',
    clock,
    before,
    publish: snapshot => told.push(snapshot),
    drop: error => dropped.push(error),
  })
  return {
    clock,
    told,
    dropped,
    questions,
    monitor,
    hear: () => {
      heardAt = clock.now()
    },
  }
}

const answer = { ok: true, ts: 5, durationMs: 2, sessions: { count: 3 } }
const timedOut = appError('REQUEST_TIMEOUT', { method: 'health', timeoutMs: 10_000 })

test('a round trip is measured, told, and repeated ten seconds later', async () => {
  const m = openMonitor()
  const first = m.monitor.check()
  m.clock.pass(40)
  m.hear()
  m.questions[0]?.resolve(answer)
  await first
  expect(m.told.at(-1)).toMatchObject({
    latency: [{ ms: 40 }],
    gateway: { sessions: 3 },
    gatewayAt: m.clock.now(),
    failingSince: undefined,
  })
  m.clock.pass(9_000)
  expect(m.questions).toHaveLength(1)
  m.hear()
  m.clock.pass(1_000)
  expect(m.questions).toHaveLength(2)
})

test('a question that is out for 4 s is told of before it fails, and its answer takes that back', async () => {
  const m = openMonitor()
  const check = m.monitor.check()
  m.clock.pass(3_999)
  expect(m.told).toEqual([])
  m.clock.pass(1)
  expect(m.told.at(-1)?.failingSince).toBe(m.clock.now() - 4_000)
  m.questions[0]?.resolve(answer)
  await check
  expect(m.told.at(-1)?.failingSince).toBeUndefined()
})

test('two checks at once ask once', async () => {
  const m = openMonitor()
  const both = Promise.all([m.monitor.check(), m.monitor.check()])
  expect(m.questions).toHaveLength(1)
  m.questions[0]?.resolve(answer)
  await both
})

test('a failure keeps the last good answer and says since when, and the next success takes it back', async () => {
  const m = openMonitor()
  const first = m.monitor.check()
  m.questions[0]?.resolve(answer)
  await first
  const failedAt = m.clock.now()
  const second = m.monitor.check().catch((error: unknown) => error)
  m.hear()
  m.questions[1]?.reject(timedOut)
  expect(await second).toBe(timedOut)
  expect(m.told.at(-1)).toMatchObject({ failingSince: failedAt, gateway: { sessions: 3 } })
  const third = m.monitor.check()
  m.questions[2]?.resolve(answer)
  await third
  expect(m.told.at(-1)?.failingSince).toBeUndefined()
  expect(m.dropped).toEqual([])
})

test('a gateway that neither answers nor says anything else is given up', async () => {
  const m = openMonitor()
  m.clock.pass(1)
  const check = m.monitor.check().catch(() => undefined)
  m.clock.pass(10_000)
  m.questions[0]?.reject(timedOut)
  await check
  expect(m.dropped.map(error => error.code)).toEqual(['SERVER_SILENT'])
})

test('two silent tick intervals are the end; a late tick only leads to a question', () => {
  const m = openMonitor()
  m.clock.pass(45_000)
  expect(m.questions).toHaveLength(1)
  m.hear()
  m.clock.pass(30_000)
  expect(m.dropped).toEqual([])
  m.clock.pass(60_000)
  expect(m.dropped.at(0)?.code).toBe('SERVER_SILENT')
})

test.each([-86_400_000, 86_400_000])(
  'a clock that is set by %i ms drops nobody and measures nothing',
  async ms => {
    const m = openMonitor()
    const check = m.monitor.check()
    m.clock.set(ms)
    m.questions[0]?.resolve(answer)
    await check
    expect(m.told.at(-1)).toMatchObject({ latency: [], gateway: { sessions: 3 }, failingSince: undefined })
    m.hear()
    m.clock.pass(30_000)
    expect(m.dropped).toEqual([])
    // And a gateway that falls silent then is noticed as soon as ever.
    m.clock.pass(60_000)
    expect(m.dropped.map(error => error.code)).toEqual(['SERVER_SILENT'])
  },
)

test('a health event of the gateway is taken, and other events are not', () => {
  const m = openMonitor()
  m.monitor.heard({ event: 'chat', payload: answer })
  expect(m.told).toEqual([])
  m.monitor.heard({ event: 'health', payload: { ...answer, sessions: { count: 9 } } })
  expect(m.told.at(-1)?.gateway?.sessions).toBe(9)
})

test('a refused question is an answer: it has a round trip and nothing to show', async () => {
  const m = openMonitor()
  const check = m.monitor.check()
  m.questions[0]?.reject(appError('SCOPE_MISSING', { missing: 'operator.read' }))
  await check
  expect(m.told.at(-1)).toMatchObject({ latency: [{ ms: 0 }], failingSince: undefined })
})

test('what was known before a reconnect stays, for two hours', async () => {
  const before: HealthSnapshot = {
    latency: [
      { at: 1_000_000 - 3 * 3_600_000, ms: 1 },
      { at: 999_000, ms: 2 },
    ],
  }
  const m = openMonitor(before)
  const check = m.monitor.check()
  m.questions[0]?.resolve(answer)
  await check
  expect(m.told.at(-1)?.latency.map(sample => sample.ms)).toEqual([2, 0])
})

test('after close nothing is asked or told any more', async () => {
  const m = openMonitor()
  const check = m.monitor.check()
  m.monitor.close()
  m.questions[0]?.resolve(answer)
  await check
  m.clock.pass(600_000)
  expect(m.told).toEqual([])
  expect(m.questions).toHaveLength(1)
  expect(m.clock.waiting()).toBe(0)
})

test('a gateway’s answer is read for what people want to see, and strange parts are left out', () => {
  const health = readGatewayHealth({
    ts: 7,
    durationMs: 'quick',
    channelOrder: ['telegram', 'slack'],
    channelLabels: { telegram: 'Telegram' },
    channels: { telegram: { running: true }, slack: { running: false, lastError: 'no token' }, odd: 5 },
    agents: [{ agentId: 'main', isDefault: true, sessions: { count: 7 } }, 'nonsense'],
    eventLoop: { degraded: true, reasons: ['delay'] },
    plugins: { errors: [{}, {}] },
    modelRuntime: { degraded: true },
  })
  expect(health).toMatchObject({
    at: 7,
    durationMs: 0,
    channels: [
      { id: 'telegram', label: 'Telegram', status: 'running' },
      { id: 'slack', label: 'slack', status: 'error', detail: 'no token' },
      { id: 'odd', label: 'odd', status: 'unknown' },
    ],
    agents: [{ id: 'main', isDefault: true, sessions: 7 }],
    sessions: 0,
  })
  expect(health?.complaints.map(complaint => say(complaint, inEnglish))).toEqual([
    'The gateway is slow to react (delay).',
    '2 plugins failed to load.',
    'The gateway’s models are degraded.',
  ])
  expect(readGatewayHealth('fine')).toBeUndefined()
})
