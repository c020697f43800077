// A message that is written while the gateway is away: through the door, its window and the disk, to a real gateway.
import { afterEach, expect, onTestFinished, test } from 'vitest'
import type { Page } from 'playwright-core'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { closeTestGateways, startTestGateway, testToken } from '../support/test-gateway.ts'
import { readQuestions } from '../proof/outbox/read-questions.ts'
import { openBrowserDoor } from './browser-door.ts'
import { isWalked } from './door.ts'

afterEach(closeTestGateways)

type Bridge = { readonly ask: (name: string, argument: unknown) => Promise<unknown> }

const ask = (page: Page, name: string, argument: unknown) =>
  page.evaluate(
    async ([asked, given]) => {
      const { desktop } = globalThis as unknown as { desktop: Bridge }
      return desktop.ask(asked, given)
    },
    [name, argument] as const,
  )

test.skipIf(!isWalked('browser'))(
  'what is written while the gateway is away survives the end of the app and arrives once',
  async () => {
    const gateway = await startTestGateway()
    const proxy = await startFaultProxy({ host: '127.0.0.1', port: gateway.port })
    const home = await makeTempDir('outbox')
    onTestFinished(async () => {
      await proxy.close()
      await home.remove()
    })
    const options = { stateDir: home.path, sshConfig: `${home.path}/ssh_config` }
    const target = { kind: 'direct', url: `ws://127.0.0.1:${proxy.port}` }
    const open = async () => {
      const door = await openBrowserDoor(options)
      onTestFinished(() => door.close().then(() => undefined))
      const secret = { target, kind: 'token', secret: testToken }
      await ask(door.page, 'credentials.setGatewaySecret', secret)
      await ask(door.page, 'connection.connect', target)
      await door.page.evaluate(() => {
        location.hash = '#/chat'
      })
      return door
    }
    const write = async (page: Page, text: string) => {
      const field = page.getByRole('textbox', { name: 'Message', exact: true })
      await field.fill(text)
      await field.press('Enter')
    }
    const arrived = async () => {
      const questions = await readQuestions(gateway, ['agent:main:main'])
      return questions.map(question => question.text)
    }

    const first = await open()
    await write(first.page, 'before')
    await expect.poll(arrived).toEqual(['before'])
    proxy.refuse(true)
    proxy.reset()
    await first.page.getByText('Gateway unreachable.').waitFor()
    await write(first.page, 'while it was away')
    await write(first.page, 'and after that')
    await first.page.getByText('Waiting for the connection').nth(1).waitFor()
    expect(await first.close()).toBe(0)

    const second = await open()
    await second.page.getByText('2 messages wait to be sent.').waitFor()
    expect(await arrived()).toEqual(['before'])
    proxy.pass()
    await ask(second.page, 'connection.retryNow', undefined)
    await expect.poll(arrived).toEqual(['before', 'while it was away', 'and after that'])
    await second.page.getByRole('article').filter({ hasText: 'and after that' }).waitFor()
    expect(await second.close()).toBe(0)
    expect([...first.misdeeds, ...second.misdeeds]).toEqual([])
  },
)
