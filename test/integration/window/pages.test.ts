import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { healthy, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('health says what is measured, where and when, and unknown is not stopped', async () => {
  const { page, askedFor, close } = await bench.open({
    hash: '#/health',
    answers: {
      'connection.current': () => states.online,
      'health.current': () => ({ ...healthy, gatewayAt: Date.now() }),
    },
  })
  await shown(page.getByText('Healthy', { exact: true }))
  await shown(page.getByText(/Measured .*, from this computer\./))
  await shown(page.getByRole('img', { name: /Round trips over the last 44 min: last \d+ ms, typical/ }))
  const channels = page.getByRole('region', { name: 'Channels' })
  await shown(channels.getByText('the gateway does not say'))
  await shown(channels.getByText('stopped', { exact: true }))
  await page.getByRole('button', { name: 'Check now' }).click()

  await expect.poll(() => askedFor('health.check')).toHaveLength(1)
  await close()
})

test('when the way is lost, health keeps what it knew and calls it the last known', async () => {
  const { page, tell, close } = await bench.open({
    hash: '#/health',
    answers: { 'connection.current': () => states.online, 'health.current': () => healthy },
  })
  await shown(page.getByRole('region', { name: 'Gateway' }))
  await tell('connection.changed', states.waiting)

  await shown(page.getByRole('region', { name: 'Verdict' }).getByText('Reconnecting', { exact: true }))
  await shown(page.getByText(/Last good answer/))
  expect(await page.getByText('last known').count()).toBe(4)
  expect(await page.getByRole('button', { name: 'Check now' }).isDisabled()).toBe(true)
  await close()
})

test('diagnostics are copied as the app writes them', async () => {
  const { page, close } = await bench.open({ hash: '#/health' })
  await page.getByRole('button', { name: 'Copy diagnostics' }).click()

  await shown(page.getByText('Copied'))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'Gangway 0.1.0\nconnection: online\n',
  )
  await close()
})

test('a new page takes the focus to its heading and its name into the title', async () => {
  const { page, close } = await bench.open()
  await page.getByRole('link', { name: 'Health' }).click()

  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Health')
  await expect.poll(() => page.title()).toBe('Health – Gangway')
  await close()
})

test('the skip link leads past the rail without changing the page', async () => {
  const { page, close } = await bench.open({ hash: '#/settings' })
  await shown(page.getByRole('heading', { level: 1, name: 'Settings' }))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')

  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  expect(await page.evaluate(() => location.hash)).toBe('#/settings')
  await close()
})

test('a tab whose sign-in is over says how to get back, instead of showing buttons that do nothing', async () => {
  const { page, close } = await bench.open({
    answers: {
      'connection.current': () => {
        throw appError('PAGE_SIGNED_OUT', {})
      },
    },
  })

  await shown(page.getByRole('heading', { name: 'This page is signed out' }))
  expect(await page.getByRole('button').count()).toBe(0)
  await close()
})
