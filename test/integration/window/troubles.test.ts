// Damaged files, as the window tells of them: what happened, what was saved, and where the old file lies.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { appInfo, healthy, salvaged, states, troubles } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const onDesktop = { 'app.info': () => ({ ...appInfo, door: 'desktop' as const }) }

test('nothing is shown where nothing happened', async () => {
  const { page, close } = await bench.open({ hash: '#/settings' })
  await page.getByRole('heading', { name: 'Settings' }).first().waitFor()
  expect(await page.getByRole('region', { name: 'What needs to be known' }).count()).toBe(0)
  await close()
})

test('a damaged outbox says how many messages were kept and lost, where the file is, and goes when it was seen', async () => {
  const { page, tell, askedFor, close } = await bench.open({ hash: '#/connect', answers: onDesktop })
  await tell('troubles.changed', [troubles.outbox])
  const region = page.getByRole('region', { name: 'What needs to be known' })
  await region.getByText('The file of waiting messages was damaged').waitFor()
  await region.getByText('3 messages were kept and go on waiting. 1 message could not be read.').waitFor()
  await region.getByText(troubles.outbox.path, { exact: true }).waitFor()

  await region.getByRole('button', { name: 'Show the file' }).click()
  await expect.poll(() => askedFor('troubles.showFile')).toEqual([{ id: troubles.outbox.id }])
  await region.getByRole('button', { name: 'Dismiss' }).click()
  await expect.poll(() => askedFor('troubles.dismiss')).toEqual([{ id: troubles.outbox.id }])
  await tell('troubles.changed', [])
  await expect.poll(() => region.count()).toBe(0)
  await close()
})

test('restored settings say which they are now, on every page', async () => {
  const { page, close } = await bench.open({
    hash: '#/health',
    answers: { 'troubles.current': () => [troubles.settings] },
  })
  const region = page.getByRole('region', { name: 'What needs to be known' })
  await region.getByText('as they were after the last change that was saved').waitFor()
  await page.getByRole('link', { name: 'Chat' }).click()
  await region.getByText('Your settings file was damaged').waitFor()
  // A browser cannot show files of the computer.
  expect(await region.getByRole('button', { name: 'Show the file' }).count()).toBe(0)
  await close()
})

test('a broken configuration is named with its line, and stays until it is mended', async () => {
  const { page, tell, close } = await bench.open({
    hash: '#/connect',
    answers: { ...onDesktop, 'troubles.current': () => [troubles.configuration] },
  })
  const region = page.getByRole('region', { name: 'What needs to be known' })
  await region.getByText('line 12, column 5').waitFor()
  await region.getByText('Mend the file or move it away').waitFor()
  expect(await region.getByRole('button').allTextContents()).toEqual(['Show the file'])
  await tell('troubles.changed', [])
  await expect.poll(() => region.count()).toBe(0)
  await close()
})

test('what the gateway’s own database lost is told in numbers, as far as they are known', async () => {
  const { page, tell, close } = await bench.open({
    answers: { 'troubles.current': () => [troubles.gateway] },
  })
  const region = page.getByRole('region', { name: 'What needs to be known' })
  await region
    .getByText('12 conversations, 340 messages, 2 paired devices. 5 messages could not be read.')
    .waitFor()
  const { lost: _, ...uncounted } = troubles.gateway.salvage
  await tell('troubles.changed', [{ ...troubles.gateway, salvage: uncounted }])
  await region.getByText('Whether others could not be read cannot be told.').waitFor()
  await close()
})

test('a gateway that was damaged says so among the facts of its health, whoever looks', async () => {
  const { page, close } = await bench.open({
    hash: '#/health',
    answers: {
      'connection.current': () => states.online,
      'health.current': () => ({
        ...healthy,
        gateway: { ...healthy.gateway!, salvaged },
      }),
    },
  })
  const facts = page.getByRole('region', { name: 'Gateway' })
  await facts.getByText('Database', { exact: true }).waitFor()
  await facts
    .getByText(/12 conversations, 340 messages and 2 devices were kept, 5 messages were lost/)
    .waitFor()
  await close()
})

test('a keychain that is locked is asked again from any page, and from the credentials', async () => {
  const { locked } = troubles.locked
  const { page, tell, askedFor, answer, close } = await bench.open({
    hash: '#/health',
    answers: {
      'troubles.current': () => [troubles.locked],
      'credentials.vault': () => ({ backend: 'keychain', locked }),
    },
  })
  const region = page.getByRole('region', { name: 'What needs to be known' })
  await region.getByText('A saved secret cannot be had: Gateway credential of harbour').waitFor()
  await region.getByText('Nothing in the keychain was changed or deleted.').waitFor()
  await region.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => askedFor('credentials.retry')).toHaveLength(1)

  await region.getByRole('link', { name: 'Open Credentials' }).click()
  const section = page.getByRole('region', { name: 'Credentials' })
  await section.getByText('but one of them cannot be had').waitFor()
  answer({ 'credentials.vault': () => ({ backend: 'keychain' }) })
  await section.getByRole('button', { name: 'Try the keychain again' }).click()
  await section.getByText('In this computer’s keychain.').waitFor()
  await tell('troubles.changed', [])
  await expect.poll(() => region.count()).toBe(0)
  await close()
})
