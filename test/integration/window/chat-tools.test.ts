// What a person sees of a model's tools: a real window on a real gateway, with a scripted model behind it.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openBrowserDoor } from '../../e2e/browser-door.ts'
import type { Door } from '../../e2e/door.ts'
import { walk, type Walk } from '../../e2e/walk.ts'
import { freePort } from '../../support/free-port.ts'
import { createGate, startModelServer, type ModelServer } from '../../support/model-server.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import { modelConfig } from '../../support/test-gateway.ts'

let home: TempDir
let model: ModelServer
let door: Door
let me: Walk

beforeEach(async () => {
  home = await makeTempDir('chat-tools')
  model = await startModelServer()
  const stateDir = path.join(home.path, 'state')
  await mkdir(path.join(stateDir, 'workspace'), { recursive: true })
  await writeFile(path.join(stateDir, 'workspace', 'shopping.md'), '- bread\n- tea\n')
  const config = modelConfig(model.baseUrl, {
    gateway: { port: await freePort() },
    tools: { exec: { mode: 'full' } },
  })
  await writeFile(path.join(stateDir, 'gangway.json5'), JSON.stringify(config))
  door = await openBrowserDoor({ stateDir, sshConfig: path.join(home.path, 'ssh_config') })
  me = walk(door.page)
  await me.go('Connect')
  await door.page.getByRole('radio', { name: /This computer/ }).check({ force: true })
  await me.connect()
  await expect.poll(() => me.headline()).toContain('Connected')
  await me.go('Chat')
})
afterEach(async () => {
  await door?.close()
  await model?.close()
  await home?.remove()
})

/** The cards of tools on the screen, by what they say when they are closed. */
const cards = (page: Page) => page.locator('details[data-status]')

test('a tool is a card while it works and afterwards, live and from history', async () => {
  const { page } = door
  const gate = createGate()
  const script =
    'process.stdin.resume(); setTimeout(() => { console.log("kettle on"); process.exit(1) }, 1500)'
  model.next({ kind: 'tool-call', id: 'call-1', name: 'read', arguments: { path: 'shopping.md' } })
  model.next({
    kind: 'tool-call',
    id: 'call-2',
    name: 'exec',
    arguments: { argv: [process.execPath, '-e', script] },
  })
  model.next({ kind: 'tokens', pieces: ['You need ', 'bread and tea.'], gate })
  await me.say('What do I need?')

  const [reading, running] = [cards(page).nth(0), cards(page).nth(1)]
  await expect.poll(() => reading.innerText()).toMatch(/Read shopping\.md\s+read\s+Done/)
  await page.locator('details[data-status="running"]').waitFor()
  await page.locator('details[data-status="failed"]').waitFor()
  gate.open()
  await me.answer('You need bread and tea.').waitFor()

  const look = async () => {
    await reading.click()
    await page.getByText('- bread').waitFor()
    await page.getByText('"path": "shopping.md"').waitFor()
    await running.click()
    await page.getByText('kettle on (exit code 1)').waitFor()
  }
  await look()
  if (process.env['GANGWAY_SCREENSHOTS']) {
    await page.screenshot({ path: path.join(process.env['GANGWAY_SCREENSHOTS'], 'tools.png') })
  }
  await page.reload()
  await me.answer('You need bread and tea.').waitFor()
  expect(await cards(page).count()).toBe(2)
  expect(await reading.innerText()).toMatch(/Read shopping\.md\s+read\s+Done/)
  await look()
  expect(door.misdeeds).toEqual([])
})

test('a conversation that was put into few words shows where', async () => {
  const { page } = door
  await me.say('hello')
  await me.answer('echo: hello').waitFor()
  model.next({ kind: 'tokens', pieces: ['They said hello.'] })
  await me.say('/compact')
  await me.answer('What was said so far is kept in few words now.').waitFor()
  await page.reload()
  await page.getByRole('separator', { name: /was summarised/ }).waitFor()
  await me.answer('echo: hello').waitFor()
})
