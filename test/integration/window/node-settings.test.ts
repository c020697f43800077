import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import type { NodeHostState } from '../../../src-shared/node-host.ts'
import { accessibilityFaults } from '../../support/accessibility.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { errors, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const node: Extract<NodeHostState, { phase: 'on' }> = {
  phase: 'on',
  nodeId: '4f5c2a9e81b03d77aa10',
  commands: ['system.run', 'system.which', 'system.notify', 'device.info', 'device.status', 'clipboard.read'],
  connection: states.online,
  approval: 'waiting',
  running: 0,
}

test('this computer is lent by a switch, and each step on the way is said', async () => {
  const { page, tell, askedFor, close } = await bench.open({
    hash: '#/settings/node',
    answers: {
      'settings.current': () => ({ ...defaultAppSettings, nodeHost: false }),
      'node.policy': () => 'ask',
    },
  })
  const section = page.getByRole('region', { name: 'This computer as a node' })
  await section.getByText('Lend this computer to the gateway').waitFor()
  await section
    .locator('label', { has: page.getByRole('switch') })
    .first()
    .click()
  await expect.poll(() => askedFor('settings.change')).toEqual([{ nodeHost: true }])

  await tell('settings.changed', { ...defaultAppSettings, nodeHost: true })
  await tell('node.changed', { ...node, connection: { phase: 'idle' } })
  await section.getByText('Begins when Gangway is connected to the gateway.').waitFor()
  await tell('node.changed', node)
  await section.getByText('Step 2 of 2').waitFor()
  await tell('node.changed', { ...node, approval: 'approved', running: 1 })
  await section.getByText('Ready as node 4f5c2a9e81b0. 1 call is running.').waitFor()
  if (process.env['GANGWAY_SHOT']) await section.screenshot({ path: process.env['GANGWAY_SHOT'] })
  expect(await accessibilityFaults(page)).toEqual([])
  await tell('node.changed', { phase: 'failed', error: errors.unreachable })
  await section.getByText(errors.unreachable.message).waitFor()
  await close()
})

test('it says which gateway it is lent to, and is lent to the shown one only when that is asked for', async () => {
  const lent = { kind: 'direct', url: 'wss://attic.example/' } as const
  const set = { ...defaultAppSettings, nodeHost: true, nodeGateway: lent }
  const { page, askedFor, close } = await bench.open({
    hash: '#/settings/node',
    answers: {
      'settings.current': () => set,
      'connection.current': () => states.online,
      'node.current': () => ({ ...node, approval: 'approved' }),
    },
  })
  const section = page.getByRole('region', { name: 'This computer as a node' })
  await section.getByText('Lent to wss://attic.example/, whichever gateway is shown.').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await section.getByRole('button', { name: /^Lend to .* instead$/ }).click()
  await expect.poll(() => askedFor('settings.change')).toEqual([{ nodeGateway: states.online.target }])
  await close()
})

test('the rule for commands is chosen among three', async () => {
  const { page, askedFor, close } = await bench.open({ hash: '#/settings/node' })
  const rule = page.getByRole('combobox', { name: 'Commands on this computer' })
  await rule.click()
  await expect.poll(() => page.getByRole('option').count()).toBe(3)
  await page.getByRole('option', { name: 'Only listed ones' }).click()
  await expect.poll(() => askedFor('node.setPolicy')).toEqual([{ mode: 'allowlist' }])
  await expect.poll(() => rule.inputValue()).toBe('Only listed ones')
  await close()
})
