import type { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { createIdempotency } from '../../../src-main/gateway/idempotency.ts'
import { requestError } from '../../../src-main/gateway/method-table.ts'

const open: DatabaseSync[] = []
afterEach(() => {
  for (const database of open.splice(0)) database.close()
})

const hour = 60 * 60_000

function start() {
  const database = openDatabase(':memory:', () => '')
  open.push(database)
  let now = 1_000_000_000_000
  let runs = 0
  const make = () => createIdempotency(database, () => now)
  const request = { family: 'send', key: 'k', params: { to: 'someone' } }
  const work = async (begin: () => void) => {
    begin()
    runs += 1
    return { run: runs }
  }
  return { make, request, work, pass: (ms: number) => void (now += ms) }
}

test('a request is answered once, and by another process that opens the same database as well', async () => {
  const { make, request, work } = start()
  expect(await make().once(request, work)).toEqual({ run: 1 })
  expect(await make().once(request, work)).toEqual({ run: 1 })
})

test('a request that was cut short by the end of the process is not done again', async () => {
  const { make, request, work } = start()
  const neverDone = make().once(request, async begin => {
    begin()
    await new Promise(() => undefined)
  })
  void neverDone
  await expect(make().once(request, work)).rejects.toMatchObject({
    shape: { code: 'UNAVAILABLE', retryable: false, details: { code: 'OUTCOME_UNKNOWN' } },
  })
})

test('a refusal is given again as it was', async () => {
  const { make, request, work } = start()
  const refused = make().once(request, async begin => {
    begin()
    throw requestError('UNAVAILABLE', 'the other side said no', { details: { code: 'NO' } })
  })
  await expect(refused).rejects.toThrow('the other side said no')
  await expect(make().once(request, work)).rejects.toMatchObject({ shape: { details: { code: 'NO' } } })
})

test('a failure before the effect leaves the key free', async () => {
  const { make, request, work } = start()
  const failed = make().once(request, async () => {
    throw requestError('UNAVAILABLE', 'not now')
  })
  await expect(failed).rejects.toThrow('not now')
  expect(await make().once(request, work)).toEqual({ run: 1 })
})

test('an answer too large to keep is never given by doing the work again', async () => {
  const { make, request, work } = start()
  await make().once(request, async begin => {
    begin()
    return 'x'.repeat(1024 * 1024)
  })
  await expect(make().once(request, work)).rejects.toMatchObject({
    shape: { details: { code: 'ANSWER_NOT_KEPT' } },
  })
})

test('keys are kept for a day at least, and forgotten after that', async () => {
  const { make, request, work, pass } = start()
  const idempotency = make()
  await idempotency.once(request, work)
  pass(24 * hour)
  idempotency.clean()
  expect(await idempotency.once(request, work)).toEqual({ run: 1 })
  pass(3 * hour)
  idempotency.clean()
  expect(await idempotency.once(request, work)).toEqual({ run: 2 })
})

test('the same key in another family is another request', async () => {
  const { make, request, work } = start()
  const idempotency = make()
  expect(await idempotency.once(request, work)).toEqual({ run: 1 })
  expect(await idempotency.once({ ...request, family: 'wake' }, work)).toEqual({ run: 2 })
})
