// A command that waits, as the tray and the system's notices say it, in the built app under Electron's stand-in.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { phaseOf, startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { closeTestGateways, connectPeer, startTestGateway, type Peer } from '../../support/test-gateway.ts'

let app: DesktopApp
let asker: Peer
beforeAll(async () => {
  const gateway = await startTestGateway({ auth: { mode: 'none' } })
  asker = await connectPeer(gateway, { scopes: ['operator.approvals'] })
  app = await startDesktopApp()
  await app.windowPage()
  await app.askApp('connection.connect', { kind: 'direct', url: gateway.url })
}, 120_000)
afterAll(async () => {
  await app?.close()
  await closeTestGateways()
})
afterEach(async () => {
  await eventually(() => app.trayLabels()).not.toContain('1 command waits for your decision')
})

const ask = (id: string, command: string) =>
  asker.request<{ decision: string | null }>('exec.approval.request', { id, command, timeoutMs: 600_000 })

/** The newest notice that stands on the screen. */
async function notice(body: string) {
  await eventually(async () => (await app.ask('notifications')).at(-1)?.body).toContain(body)
  const shown = (await app.ask('notifications')).at(-1)
  if (!shown) throw new Error('there is no notice')
  return shown
}
const isShown = async (id: number) =>
  (await app.ask('notifications')).find(one => one.id === id)?.isShown ?? false

test('a command that waits stands in the tray, and is denied from its notice', async () => {
  await eventually(() => phaseOf(app)).toBe('online')
  // Whoever looks at the window sees it there.
  await app.ask('closeWindow', (await app.window()).id)
  const asking = ask('a-1', 'uptime')
  const { id, actions } = await notice('uptime')
  expect(actions).toEqual(['Allow once', 'Deny'])
  await eventually(() => app.trayLabels()).toContain('1 command waits for your decision')
  await app.ask('clickNotification', id, 1)
  expect(await asking).toMatchObject({ decision: 'deny' })
})

test('a notice goes when somebody else has decided; its click opens the inbox and decides nothing', async () => {
  const first = ask('a-2', 'whoami')
  const { id } = await notice('whoami')
  await asker.request('exec.approval.resolve', { id: 'a-2', decision: 'deny' })
  await first
  await eventually(() => isShown(id)).toBe(false)

  const second = ask('a-3', 'c\u0430t secrets')
  const other = await notice('c[U+0430 like a]t secrets')
  expect(other.actions).toEqual(['Deny'])
  await app.ask('clickNotification', other.id)
  await eventually(async () => (await app.window()).url.split('#')[1]).toBe('/gateway/approvals')
  expect(await asker.request('exec.approval.list')).toMatchObject([{ id: 'a-3' }])
  await asker.request('exec.approval.resolve', { id: 'a-3', decision: 'allow-once' })
  expect(await second).toMatchObject({ decision: 'allow-once' })
})
