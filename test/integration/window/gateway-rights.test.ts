// A part of the Gateway page that this connection may not use, or that the gateway does not have.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onlineWith } from '../../support/gateway-care.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { adminQuestion, errors, sshTarget, states } from '../../support/window-fixtures.ts'
import { appError, errorReport } from '../../../src-shared/errors.ts'
import { sayDetail } from '../../../src-shared/error-words.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'

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

const withoutPairing = () => ({ ...onlineWith(['operator.read']), target: sshTarget })

test('a right is asked for; the request it makes is approved over SSH or by a command, and is asked for again', async () => {
  const window = await bench.open({
    hash: '#/gateway/devices',
    answers: {
      'connection.current': withoutPairing,
      'connection.askForScope': () => errors.pairing,
      'connection.approvePairingOverSsh': () => undefined,
    },
  })
  const { page, askedFor, accessibilityFaults } = window
  await page.getByRole('button', { name: 'Ask the gateway for this right' }).click()
  await page.getByRole('heading', { name: 'Somebody has to approve it' }).waitFor()
  await page.getByText(sayDetail(errors.pairing, 'command', inEnglish), { exact: true }).waitFor()
  expect(await accessibilityFaults()).toEqual([])
  await page.getByRole('button', { name: 'Approve over SSH' }).click()
  await expect
    .poll(() => askedFor('connection.approvePairingOverSsh'))
    .toEqual([{ requestId: sayDetail(errors.pairing, 'requestId', inEnglish) }])
  await expect.poll(() => askedFor('connection.askForScope').length).toBeGreaterThan(1)
  expect(askedFor('connection.askForScope')[0]).toEqual({ scope: 'operator.pairing' })
  await window.close()
})

test('who stops waiting for a right is told to be done with it, also when an answer was on its way', async () => {
  const second = Promise.withResolvers<void>()
  let asks = 0
  const window = await bench.open({
    hash: '#/gateway/configuration',
    answers: {
      'connection.current': withoutPairing,
      'connection.askForScope': async () => {
        asks += 1
        if (asks > 1) await second.promise
        return errors.pairing
      },
      'connection.stopAskingForScope': () => undefined,
    },
  })
  const { page, askedFor } = window
  const ask = page.getByRole('button', { name: 'Ask the gateway for this right' })
  await ask.click()
  await page.getByRole('heading', { name: 'Somebody has to approve it' }).waitFor()
  await expect.poll(() => askedFor('connection.askForScope').length, { timeout: 20_000 }).toBe(2)
  await page.getByRole('button', { name: 'Stop waiting' }).click()
  await expect.poll(() => askedFor('connection.stopAskingForScope')).toHaveLength(1)
  second.resolve()
  await expect.poll(() => ask.isEnabled()).toBe(true)
  expect(await page.getByRole('heading', { name: 'Somebody has to approve it' }).count()).toBe(0)
  await window.close()
})

test('where this device’s own token may not ask, the gateway’s secret is read over SSH or typed in, and it is asked again', async () => {
  const window = await bench.open({
    hash: '#/gateway/devices',
    answers: {
      'connection.current': withoutPairing,
      'connection.askForScope': () => errorReport('SCOPE_MISSING', { missing: 'operator.pairing' }),
      'connection.readSecretOverSsh': () => undefined,
    },
  })
  const { page, askedFor, accessibilityFaults } = window
  await page.getByRole('button', { name: 'Ask the gateway for this right' }).click()
  await page.getByRole('heading', { name: 'The gateway’s secret is wanted for that' }).waitFor()
  expect(await accessibilityFaults()).toEqual([])
  await page.getByRole('button', { name: 'Look for it over SSH' }).click()
  await expect.poll(() => askedFor('connection.askForScope')).toHaveLength(2)
  await page.getByRole('textbox', { name: 'Gateway token' }).fill('s3cret')
  await page.getByRole('button', { name: 'Keep it and ask' }).click()
  await expect.poll(() => askedFor('connection.askForScope')).toHaveLength(3)
  expect(askedFor('credentials.setGatewaySecret')).toEqual([
    { target: sshTarget, kind: 'token', secret: 's3cret' },
  ])
  await window.close()
})

test('the right to everything is asked of the person, by Enter alone declined, and a no leaves the page as it was', async () => {
  const answered = Promise.withResolvers<void>()
  const window = await bench.open({
    hash: '#/gateway/configuration',
    answers: {
      'connection.current': withoutPairing,
      'connection.askForScope': async () => {
        await answered.promise
        throw appError('CANCELLED', {})
      },
      'prompts.answer': () => answered.resolve(),
    },
  })
  const { page, askedFor, tell, accessibilityFaults } = window
  const ask = page.getByRole('button', { name: 'Ask the gateway for this right' })
  await ask.click()
  await expect.poll(() => askedFor('connection.askForScope')).toEqual([{ scope: 'operator.admin' }])
  await tell('prompts.changed', [{ id: 'one', question: adminQuestion }])
  const dialog = page.getByRole('dialog', { name: 'Ask harbour for the right to do everything?' })
  for (const words of ['change its whole configuration', 'which commands may run', 'operator.admin'])
    await dialog.getByText(words).waitFor()
  expect(await accessibilityFaults()).toEqual([])
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel')
  await page.keyboard.press('Enter')
  await expect.poll(() => askedFor('prompts.answer')).toEqual([{ id: 'one', answer: { kind: 'cancel' } }])
  await tell('prompts.changed', [])

  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => ask.isEnabled()).toBe(true)
  expect(await page.getByRole('alert').count()).toBe(0)
  await window.close()
})

test('the question about the right to everything is answered with a yes by its own button', async () => {
  const window = await bench.open({
    hash: '#/gateway/configuration',
    answers: { 'connection.current': withoutPairing, 'prompts.answer': () => undefined },
  })
  await window.tell('prompts.changed', [
    { id: 'two', question: { ...adminQuestion, target: { kind: 'local' } } },
  ])
  await window.page
    .getByRole('dialog', { name: 'Ask the gateway of this computer for the right to do everything?' })
    .getByRole('button', { name: 'Ask for it' })
    .click()
  await expect
    .poll(() => window.askedFor('prompts.answer'))
    .toEqual([{ id: 'two', answer: { kind: 'wider-scope' } }])
  await window.close()
})
