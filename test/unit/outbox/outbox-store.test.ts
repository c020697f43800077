import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openOutboxStore } from '../../../src-main/outbox/outbox-store.ts'
import type { NewMessage } from '../../../src-shared/outbox.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

async function file(): Promise<string> {
  const dir = await makeTempDir('outbox')
  onTestFinished(dir.remove)
  return path.join(dir.path, 'outbox.db')
}

let count = 0
function written(more: Partial<NewMessage> = {}): NewMessage {
  count += 1
  return {
    key: uuidV7(count, new Uint8Array(10)),
    gateway: 'local',
    sessionKey: 'agent:main:main',
    at: 1_000,
    text: 'hello',
    ...more,
  }
}

const now = () => 5_000

test('what was added is there after opening the file again, in its order, and what was under way waits', async () => {
  const place = await file()
  const attachments = [
    { type: 'file' as const, mimeType: 'text/plain', fileName: 'a.txt', content: 'aGk=', sizeBytes: 2 },
  ]
  const store = openOutboxStore(place, { now })
  const first = store.add(written({ attachments }), 700)
  const second = store.add(written({ text: 'ünï 🛟' }), 600)
  const tries = { first: 2_000, last: 2_000, count: 1, boot: 'b', connId: 'c' }
  store.save({ ...first, tries, delivery: { phase: 'sent', setbacks: 0 } })
  store.close()

  const again = openOutboxStore(place, { now })
  onTestFinished(again.close)
  expect(again.open()).toEqual([
    { ...first, tries, delivery: { phase: 'queued', setbacks: 0 } },
    { ...second, text: 'ünï 🛟' },
  ])
  expect(again.attachments(first.key)).toEqual(attachments)
})

test('what is over is forgotten but for its key', async () => {
  const store = openOutboxStore(await file(), { now })
  onTestFinished(store.close)
  const message = store.add(written(), 600)
  store.save({ ...message, delivery: { phase: 'done' } })
  expect(store.open()).toEqual([])
  expect(store.find(message.key)).toMatchObject({ text: '', delivery: { phase: 'done' } })
})

test('a message knows which of its conversation arrived before it', async () => {
  const store = openOutboxStore(await file(), { now })
  onTestFinished(store.close)
  const [arrived, discarded, elsewhere, open, asked] = [
    written(),
    written(),
    written({ sessionKey: 'agent:main:boat' }),
    written(),
    written(),
  ].map(message => store.add(message, 600))
  if (!arrived || !discarded || !elsewhere || !open || !asked) throw new Error('not added')
  for (const one of [arrived, elsewhere]) store.save({ ...one, delivery: { phase: 'done' } })
  store.save({ ...discarded, delivery: { phase: 'discarded' } })
  expect(store.earlierKeys(asked)).toEqual(new Set([arrived.key]))
})

test('the same words in the same conversation are remembered, also of what is over', async () => {
  const store = openOutboxStore(await file(), { now })
  onTestFinished(store.close)
  const first = store.add(written({ text: 'yes' }), 600)
  expect(store.hasTwin(first)).toBe(false)
  store.save({ ...first, delivery: { phase: 'done' } })
  store.add(written({ text: 'yes', sessionKey: 'agent:main:boat' }), 600)
  const [again, other] = ['yes', 'no'].map(text => store.add(written({ text }), 600))
  expect([again, other].map(message => message && store.hasTwin(message))).toEqual([true, false])
})

test('a full disk is said as such, and leaves what was kept as it was', async () => {
  const store = openOutboxStore(await file(), { now, maxBytes: 64 * 1024 })
  onTestFinished(store.close)
  const kept = store.add(written(), 600)
  expect(() => store.add(written({ text: 'x'.repeat(100_000) }), 100_600)).toThrow(
    expect.objectContaining({ code: 'OUTBOX_FULL' }),
  )
  expect(store.open()).toEqual([kept])
})

test('a second program on the same file is turned away', async () => {
  const place = await file()
  const store = openOutboxStore(place, { now })
  onTestFinished(store.close)
  expect(() => openOutboxStore(place, { now })).toThrow(expect.objectContaining({ code: 'STATE_DIR_IN_USE' }))
})

test.skipIf(process.platform === 'win32')('nobody else on this computer may read it', async () => {
  const place = await file()
  const store = openOutboxStore(place, { now })
  onTestFinished(store.close)
  store.add(written(), 600)
  for (const name of [place, `${place}-wal`]) expect(statSync(name).mode & 0o077).toBe(0)
})

test('keys sort by when they were made and are UUIDs of version 7', () => {
  const ones = new Uint8Array(10).fill(255)
  expect(uuidV7(0x0199_d2a1_b3c4, ones)).toBe('0199d2a1-b3c4-7fff-bfff-ffffffffffff')
  expect(uuidV7(1, ones) < uuidV7(2, new Uint8Array(10))).toBe(true)
})

describe('a damaged file', () => {
  const pageBytes = 4096

  /** A file with so many waiting messages of some pages each, and what `damage` makes of it. */
  async function damagedFile(amount: number, damage: (bytes: Buffer) => Buffer) {
    const place = await file()
    const store = openOutboxStore(place, { now })
    const messages = Array.from({ length: amount }, (_, n) =>
      store.add(written({ text: `${n} ${'x'.repeat(6_000)}` }), 6_600),
    )
    store.close()
    const bytes = damage(readFileSync(place))
    writeFileSync(place, bytes)
    const told: { path: string; kept: number; lost?: number | undefined }[] = []
    const again = openOutboxStore(place, { now, onDamage: about => told.push(about) })
    onTestFinished(again.close)
    return { messages, again, told, bytes, aside: `${place}.bad-${now()}` }
  }

  /** Zeros over one page, counted from 0; each of `text`'s overflow pages may be hit. */
  const withoutPage = (page: number) => (bytes: Buffer) =>
    Buffer.from(bytes).fill(0, page * pageBytes, (page + 1) * pageBytes)

  test('is kept as it is, and what can be read of it goes on waiting in a new one', async () => {
    let lost = 0
    let counted = 0
    for (let page = 1; page < 40; page += 3) {
      const { messages, again, told, bytes, aside } = await damagedFile(20, withoutPage(page))
      const open = again.open()
      for (const message of open) expect(messages).toContainEqual(message)
      const positions = open.map(({ position }) => position)
      expect(positions).toEqual(positions.toSorted((a, b) => a - b))
      lost += messages.length - open.length
      if (told.length === 0) continue
      const [about] = told
      expect(about).toMatchObject({ path: aside, kept: open.length })
      if (about?.lost !== undefined) expect(about.lost).toBe(messages.length - open.length)
      counted += about?.lost === undefined ? 0 : 1
      expect(readFileSync(aside).equals(bytes)).toBe(true)
      again.add(written(), 600)
    }
    // One page of forty-odd costs one message, or two; not all of them each time.
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBeLessThan(100)
    // Where the index of those that wait is whole, it is known how many there were.
    expect(counted).toBeGreaterThan(0)
  })

  test.each([
    ['that is no database at all', (bytes: Buffer) => Buffer.from(bytes).fill(7)],
    ['whose first page is gone', withoutPage(0)],
  ])('%s is kept, and writing goes on', async (_, damage) => {
    const { again, told, bytes, aside } = await damagedFile(3, damage)
    expect(again.open()).toEqual([])
    expect(told).toEqual([{ path: aside, kept: 0 }])
    expect(readFileSync(aside).equals(bytes)).toBe(true)
    again.add(written(), 600)
    expect(again.open()).toHaveLength(1)
  })

  test('cut off anywhere never makes a message up, and never takes one twice', async () => {
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const { messages, again } = await damagedFile(12, bytes =>
        bytes.subarray(0, Math.floor(bytes.length * share)),
      )
      const open = again.open()
      for (const message of open) expect(messages).toContainEqual(message)
      expect(new Set(open.map(({ key }) => key)).size).toBe(open.length)
      for (const { key } of open) expect(again.find(key)?.key).toBe(key)
    }
  })
})
