import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSettingsWindow } from '../../support/settings-window.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { sshTarget, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('a host gets settings of its own, and loses them', async () => {
  const { page, settings, close } = await openSettingsWindow(bench, { hosts: [{ host: 'harbour' }] })
  await page.getByRole('textbox', { name: 'Host to add' }).fill('vault')
  await page.keyboard.press('Enter')
  await page.getByText('vault', { exact: true }).click()
  await page.getByText('The system’s ssh', { exact: true }).last().click()
  await page.getByRole('textbox', { name: 'Port on this computer' }).last().fill('4000')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => settings().hosts)
    .toEqual([
      { host: 'harbour', engine: 'ssh2', gatewayPort: 18_789 },
      { host: 'vault', engine: 'system', gatewayPort: 18_789, localPort: 4000 },
    ])
  await page.getByRole('button', { name: 'Remove vault from the list' }).click()

  await expect.poll(() => settings().hosts.map(({ host }) => host)).toEqual(['harbour'])
  await close()
})

test('a host says how soon it notices a dead link, and what accepting every new key means', async () => {
  const { page, settings, close } = await openSettingsWindow(bench, { hosts: [{ host: 'harbour' }] })
  await page.getByText('harbour', { exact: true }).click()
  await page.getByLabel('Ask for a sign of life after (s)').fill('15')
  await page.keyboard.press('Enter')
  await page.getByLabel('Unanswered questions allowed').fill('3')
  await page.keyboard.press('Tab')
  await shown(page.getByText('Notices a dead link after up to 60 s.'))

  await page.getByRole('combobox', { name: 'When a host key is not known yet' }).click()
  await page.getByRole('option', { name: 'Accept and keep' }).click()
  await shown(page.getByText('The first connection then trusts whoever answers.'))
  await page.getByLabel('Key file').fill('~/.ssh/harbour')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => settings().hosts)
    .toMatchObject([
      {
        serverAliveInterval: 15,
        serverAliveCountMax: 3,
        strictHostKeyChecking: 'accept-new',
        identityFile: '~/.ssh/harbour',
      },
    ])
  await close()
})

test('the colour of a host stands beside its name in the list, in the bar and among the recent ones', async () => {
  const { page, settings, answer, tell, close } = await openSettingsWindow(bench, {
    hosts: [{ host: 'harbour' }],
  })
  answer({ 'connection.recent': () => [{ target: sshTarget, lastOnlineAt: Date.now() }] })
  await tell('connection.changed', states.online)
  const bar = page.getByRole('region', { name: 'Connection' })
  expect(await bar.locator('[data-color]').count()).toBe(0)
  await page.getByText('harbour', { exact: true }).first().click()
  await page.getByRole('combobox', { name: 'Colour', exact: true }).click()
  await page.getByRole('option', { name: 'Purple' }).click()
  await shown(bar.locator('[data-color="purple"]'))
  await page.getByLabel('Give up an address after (s)').fill('4')
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().hosts).toMatchObject([{ color: 'purple', connectTimeout: 4 }])

  await tell('connection.changed', states.idle)
  await page.getByRole('link', { name: 'Connect', exact: true }).click()
  await shown(page.locator('main [data-color="purple"]').first())
  await close()
})

test('a host that was removed by mistake is back with one press, in its place', async () => {
  const { page, settings, close } = await openSettingsWindow(bench, {
    hosts: [{ host: 'a', connectTimeout: 3 }, { host: 'b' }, { host: 'c' }],
  })
  const before = settings().hosts
  await page.getByText('a', { exact: true }).click()
  await page.getByRole('button', { name: 'Remove a from the list' }).click()
  await expect.poll(() => settings().hosts).toHaveLength(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => settings().hosts).toEqual(before)

  await page.getByText('b', { exact: true }).click()
  await page.getByRole('button', { name: 'Move b up' }).click()
  await expect.poll(() => settings().hosts.map(({ host }) => host)).toEqual(['b', 'a', 'c'])
  await page.getByText('a', { exact: true }).click()
  await page.getByRole('button', { name: 'Duplicate a' }).click()
  await page.getByRole('textbox', { name: 'Host to add' }).fill('d')
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().hosts.at(-1)).toMatchObject({ host: 'd', connectTimeout: 3 })
  await close()
})
