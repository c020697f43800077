// A part of the Gateway page that this connection may not use, or that the gateway does not have.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onlineWith } from '../../support/gateway-care.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

test.each([
  ['devices', 'operator.pairing'],
  ['approvals', 'operator.approvals'],
  ['configuration', 'operator.admin'],
])(
  'without the right for it, %s says that %s is missing and what to do, and asks nothing',
  async (part, scope) => {
    const window = await bench.open({
      hash: `#/gateway/${part}`,
      answers: { 'connection.current': () => onlineWith(['operator.read']) },
    })
    await window.page.getByText('This connection may not do that').waitFor()
    await window.page.getByText(scope, { exact: true }).waitFor()
    await window.page.getByText('gangway dashboard').waitFor()
    expect(window.askedFor('gateway.request')).toEqual([])
    await window.close()
  },
)

test('what a gateway does not offer is said by the name of what it does not answer', async () => {
  const window = await bench.open({
    hash: '#/gateway/channels',
    answers: { 'connection.current': () => states.online },
  })
  await window.page.getByText('This gateway does not offer this').waitFor()
  await window.page.getByText('channels.status', { exact: true }).waitFor()
  expect(window.askedFor('gateway.request')).toEqual([])
  await window.close()
})
