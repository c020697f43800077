import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OwnGateway } from '../../../src-shared/own-gateway.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { ownGateway } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('this computer’s gateway is set up without its file: who reaches it, who answers, with which key', async () => {
  let gateway: OwnGateway = ownGateway
  const { page, askedFor, close } = await bench.open({
    hash: '#/settings/own-gateway',
    answers: {
      'ownGateway.change': change => {
        const { bind, model, port } = change
        gateway = {
          ...gateway,
          ...(bind && { bind, needsRestart: true }),
          ...(model && { model }),
          ...(port && { port, hasOwnPort: true }),
        }
        return gateway
      },
      'ownGateway.setModelKey': ({ provider }) => ({
        ...gateway,
        providers: gateway.providers.map(one => (one.id === provider ? { ...one, hasKey: true } : one)),
      }),
      'ownGateway.restart': () => (gateway = { ...gateway, needsRestart: false }),
    },
  })
  const panel = page.getByRole('region', { name: 'This computer’s gateway' })
  await shown(panel.getByText('2 models found on this computer.'))
  await panel.getByRole('textbox', { name: 'Port it listens on' }).fill('19000')
  await panel.getByRole('textbox', { name: 'Port it listens on' }).press('Enter')
  expect(await panel.getByText('can try to sign in').count()).toBe(0)
  await panel.getByRole('combobox', { name: 'Who can reach it' }).click()
  await page.getByRole('option', { name: 'The whole network' }).click()
  await shown(panel.getByText('can try to sign in'))

  const model = panel.getByRole('combobox', { name: 'Model', exact: true })
  await model.fill('nonsense')
  await shown(panel.getByText('Write it as provider/model'))
  await model.fill('')
  await page.getByRole('option', { name: 'lmstudio/qwen3-8b' }).click()
  await expect
    .poll(() => askedFor('ownGateway.change'))
    .toEqual([{ port: 19_000 }, { bind: 'lan' }, { model: 'lmstudio/qwen3-8b' }])

  await panel.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'OpenAI' }).click()
  await panel.getByLabel('Key', { exact: true }).fill('sk-1')
  await panel.getByRole('button', { name: 'Keep key' }).click()
  await expect.poll(() => askedFor('ownGateway.setModelKey')).toEqual([{ provider: 'openai', key: 'sk-1' }])
  await expect.poll(() => panel.getByLabel('Key', { exact: true }).inputValue()).toBe('')

  await panel.getByRole('button', { name: 'Restart the gateway' }).click()
  await expect.poll(() => panel.getByRole('button', { name: 'Restart the gateway' }).count()).toBe(0)
  await close()
})

test('a token for this computer’s gateway is made and shown once, where it would not start without one', async () => {
  let gateway: OwnGateway = { ...ownGateway, bind: 'lan', isReachable: true }
  const window = await bench.open({
    hash: '#/settings/own-gateway',
    answers: {
      'ownGateway.current': () => gateway,
      'ownGateway.setSecret': ({ kind }) => (gateway = { ...gateway, auth: kind, hasToken: true }),
    },
  })
  const { page, askedFor, close } = window
  const panel = page.getByRole('region', { name: 'This computer’s gateway' })
  const refusal = panel.getByText('It does not start like this')
  await shown(refusal)
  await panel.getByRole('button', { name: 'Make a token' }).click()
  await shown(panel.getByText('Copy this token now.'))
  const [asked] = askedFor('ownGateway.setSecret')
  expect(asked).toEqual({ kind: 'token', secret: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  const token = asked?.secret ?? ''
  await panel.getByRole('group', { name: 'New token' }).getByRole('button', { name: 'Copy' }).click()
  await shown(panel.getByText('Copied'))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
  expect(await refusal.count()).toBe(0)
  expect(await window.accessibilityFaults()).toEqual([])

  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  await shown(panel.getByText('A token is kept.'))
  expect(await page.getByText(token).count()).toBe(0)

  await panel.getByLabel('New token', { exact: true }).fill('mine, and long')
  await panel.getByRole('button', { name: 'Use this token' }).click()
  await expect
    .poll(() => askedFor('ownGateway.setSecret'))
    .toContainEqual({ kind: 'token', secret: 'mine, and long' })
  await close()
})
