// Looking after a gateway, and the settings, in each state a person can meet them in.
import { afterAll, beforeAll, test } from 'vitest'
import { AppSettings } from '../../../../src-shared/settings.ts'
import { onlineWith, scriptGatewayCare } from '../../../support/gateway-care.ts'
import { openWalk, walk, type Scene } from '../../../support/page-walk.ts'
import { openWindowBench, type BenchWindow, type WindowBench } from '../../../support/window-bench.ts'
import { appInfo, recent, states, troubles, twoRoads } from '../../../support/window-fixtures.ts'

let bench: WindowBench
let window: BenchWindow
beforeAll(async () => {
  bench = await openWindowBench()
  window = await openWalk(bench)
})
afterAll(() => bench.close())

const gateway = scriptGatewayCare()

const scenes: Readonly<Record<string, Scene>> = {
  'settings, a host with a second road': {
    hash: '#/settings/hosts',
    answers: {
      'settings.current': () => AppSettings.parse({ hosts: [{ host: 'harbour', direct: twoRoads.direct }] }),
    },
    act: async ({ page }) => {
      await page.getByText('harbour', { exact: true }).first().click()
      await page.getByRole('textbox', { name: /own address/ }).fill('https://nowhere')
      await page.keyboard.press('Enter')
    },
  },
  'gateway, not connected': { hash: '#/gateway' },
  'gateway, devices and nodes': {
    hash: '#/gateway/devices',
    answers: gateway.answers,
    act: ({ page }) => page.getByRole('button', { name: 'Approve Harbour tablet' }).waitFor(),
  },
  'gateway, nobody there': {
    hash: '#/gateway/devices',
    answers: scriptGatewayCare({ isEmpty: true }).answers,
    act: ({ page }) => page.getByText('No device waits').waitFor(),
  },
  'gateway, a device to remove': {
    hash: '#/gateway/devices',
    answers: gateway.answers,
    act: async ({ page }) => {
      await page
        .getByRole('button', { name: /^Remove / })
        .first()
        .click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'gateway, more asked than may be given': {
    hash: '#/gateway/devices',
    answers: { ...gateway.answers, 'connection.current': () => onlineWith(['operator.pairing']) },
    act: ({ page }) => page.getByText('asks for more').first().waitFor(),
  },
  'gateway, commands to decide about': {
    hash: '#/gateway/approvals',
    answers: gateway.answers,
    act: async window => {
      await window.page.getByText('rsync').first().waitFor()
      await gateway.settle(window)
      await window.page.getByText('nobody answered in time').waitFor()
    },
  },
  'gateway, no commands': {
    hash: '#/gateway/approvals',
    answers: scriptGatewayCare({ isEmpty: true }).answers,
    act: ({ page }) => page.getByText('No command waits').waitFor(),
  },
  'gateway, channels': {
    hash: '#/gateway/channels',
    answers: gateway.answers,
    act: ({ page }) => page.getByText('@quay_bot').waitFor(),
  },
  'gateway, no channels': {
    hash: '#/gateway/channels',
    answers: scriptGatewayCare({ isEmpty: true }).answers,
    act: ({ page }) => page.getByText('No channel is set up').waitFor(),
  },
  'gateway, a configuration that cannot be read': {
    hash: '#/gateway/configuration',
    answers: gateway.answers,
    act: async ({ page }) => {
      await page.getByLabel('Configuration as JSON5').fill('{ agents: ')
      await page.getByText('This is not JSON5').waitFor()
    },
  },
  'gateway, a configuration to review': {
    hash: '#/gateway/configuration',
    answers: gateway.answers,
    act: async ({ page }) => {
      const text = page.getByLabel('Configuration as JSON5')
      await text.fill((await text.inputValue()).replace('main', 'other'))
      await page.getByRole('button', { name: 'Review changes' }).click()
      await page.getByRole('group', { name: 'What you change' }).waitFor()
    },
  },
  'gateway, a configuration it refuses': {
    hash: '#/gateway/configuration',
    answers: gateway.answers,
    act: async ({ page }) => {
      const text = page.getByLabel('Configuration as JSON5')
      await text.fill((await text.inputValue()).replace('18789', '-1'))
      await page.getByRole('button', { name: 'Review changes' }).click()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('gateway.port').first().waitFor()
    },
  },
  'gateway, a right that is missing': {
    hash: '#/gateway/configuration',
    answers: { 'connection.current': () => onlineWith(['operator.read']) },
  },
  'gateway, what it does not offer': {
    hash: '#/gateway/channels',
    answers: { 'connection.current': () => states.online },
  },
  settings: {
    hash: '#/settings',
    answers: {
      'app.info': () => ({
        ...appInfo,
        door: 'desktop',
        canStartAtLogin: true,
        canUpdate: true,
        crashFolder: '/home/maria/.local/state/gangway/electron/Crashpad',
      }),
      'connection.recent': () => recent,
      'settings.current': () =>
        AppSettings.parse({
          reconnectWithin: 90,
          proxy: 'address',
          proxyAddress: 'http://proxy.example:3128',
          hosts: [
            { host: 'harbour', strictHostKeyChecking: 'accept-new', serverAliveInterval: 10 },
            { host: 'vault', engine: 'system', gatewayPort: 18_789, localPort: 4000 },
          ],
        }),
      'credentials.vault': () => ({ backend: 'file', path: '/home/maria/.local/state/gangway/secrets' }),
      'credentials.list': () => [
        { id: 'gateway-secret/ssh:harbour:18789', label: '' },
        { id: 'device-token/operator/local', label: '' },
        { id: 'proxy-login/proxy.example:3128', label: '' },
        { id: 'ssh-passphrase:/home/maria/.ssh/id_ed25519', label: '' },
      ],
    },
    // What is folded away counts too.
    act: ({ page }) => page.locator('summary').first().click(),
  },
  'damaged files': {
    hash: '#/settings/about',
    answers: {
      'app.info': () => ({ ...appInfo, door: 'desktop' }),
      'troubles.current': () => Object.values(troubles),
    },
  },
  'settings, nothing found': {
    hash: '#/settings',
    act: async ({ page }) => {
      await page.getByRole('searchbox').fill('zeppelin')
      await page.getByText('No setting matches', { exact: true }).waitFor()
    },
  },
}

test.each(Object.keys(scenes))('%s: accessible, translated, and as wide as its window', async name => {
  await walk(window, scenes[name]!)
})
