import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Destination } from '../../../src-shared/desktop-api.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { sshTarget, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

/** A window with an app behind it that hands out each destination once. */
async function openSent(
  first?: Destination,
  state: (typeof states)['online'] | (typeof states)['idle'] = states.idle,
) {
  let waiting = first
  const window = await bench.open({
    answers: {
      'connection.current': () => state,
      'app.destination': () => {
        const taken = waiting
        waiting = undefined
        return taken ?? null
      },
    },
  })
  return {
    ...window,
    send: async (to: Destination) => {
      waiting = to
      await window.tell('app.navigate', null)
    },
  }
}

const note = 'A link filled in this form'

test('a window that was opened for a page begins there, and goes where it is sent later', async () => {
  const { page, send, close } = await openSent({ page: 'health' })
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/health')
  await send({ page: 'settings' })
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/settings')
  await close()
})

test('a link fills in the form and does nothing else: a person connects', async () => {
  const { page, askedFor, close } = await openSent({ page: 'connect', proposal: sshTarget })
  await page.getByText(note).waitFor()
  const host = page.getByRole('combobox', { name: 'Host' })
  await expect.poll(() => host.inputValue()).toBe(sshTarget.host)
  expect(askedFor('connection.connect')).toEqual([])
  expect(askedFor('connection.test')).toEqual([])

  // The first host ever looked up is the one a person typed.
  await host.fill('bastion')
  await expect.poll(() => askedFor('hosts.preview')).toEqual([{ host: 'bastion' }])
  expect(askedFor('connection.connect')).toEqual([])
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect.poll(() => askedFor('connection.connect')).toMatchObject([{ kind: 'ssh', host: 'bastion' }])
  await close()
})

test('a link does not touch the connection there is', async () => {
  const { page, askedFor, close } = await openSent(
    { page: 'connect', proposal: { kind: 'direct', url: 'wss://gateway.example/' } },
    states.online,
  )
  await page.getByText(note).waitFor()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Address' }).inputValue())
    .toBe('wss://gateway.example/')
  await page.getByRole('button', { name: 'Back to harbour' }).click()
  await page.getByRole('heading', { level: 1, name: 'Connected to harbour' }).waitFor()
  expect(askedFor('connection.connect')).toEqual([])
  expect(askedFor('connection.disconnect')).toEqual([])
  await close()
})

test('the next link fills in the form anew', async () => {
  const { page, send, close } = await openSent({ page: 'connect', proposal: sshTarget })
  const host = page.getByRole('combobox', { name: 'Host' })
  await expect.poll(() => host.inputValue()).toBe(sshTarget.host)
  await send({ page: 'connect', proposal: { ...sshTarget, host: 'bastion' } })
  await expect.poll(() => host.inputValue()).toBe('bastion')
  await close()
})
