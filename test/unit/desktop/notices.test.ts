// What a person is told who does not look, over a real connection whose minutes are turned by hand.
import { afterEach, expect, test, vi } from 'vitest'
import type { Destination } from '../../../src-shared/desktop-api.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { downAfterMs } from '../../../src-main/desktop/notice-policy.ts'
import { openNotices } from '../../../src-main/desktop/notices.ts'
import { openPromptDesk } from '../../../src-main/prompts.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { clickNotification, notificationsSoFar } from '../../electron-standin/notifications.ts'
import { openTestController } from '../../support/connection-controller.ts'
import { startScriptedGateway } from '../../support/scripted-gateway.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { createTestClock } from '../../support/test-clock.ts'

vi.mock('electron', () => import('../../electron-standin/notifications.ts'))

const token = 'shared-secret'
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A connection that is online, with its window behind others; and the gateway, which can go and come again. */
async function online({ notifications = true } = {}) {
  const dir = await makeTempDir('notices')
  closers.push(dir.remove)
  const settings = await openSettings(dir.path)
  await settings.change({ notifications })
  const clock = createTestClock()
  const { controller, reach, next, close } = await openTestController({ clock, settings, random: () => 0.9 })
  closers.push(close)
  let gateway = await startScriptedGateway({ token })
  closers.push(() => gateway.close())
  const { port, url } = gateway

  const before = notificationsSoFar().length
  const went: (Destination | undefined)[] = []
  let isSeen = false
  let tellSeen = (): void => undefined
  closers.push(
    openNotices(
      { connection: controller, prompts: openPromptDesk(), settings },
      {
        isSeen: () => isSeen,
        onSeen: listener => {
          tellSeen = listener
          return () => undefined
        },
      },
      { t: inEnglish },
      clock,
      to => went.push(to),
    ),
  )
  controller.connect({ kind: 'direct', url }, { credentials: { token } })
  await reach('online')
  return {
    clock,
    url,
    went,
    notices: () => notificationsSoFar().slice(before),
    goAway: async () => {
      const lost = reach('waiting')
      await gateway.close()
      await lost
    },
    /** So much time goes by, in which at least one more try fails. */
    pass: async (ms: number) => {
      const failed = next('waiting')
      clock.pass(ms)
      await failed
    },
    comeBack: async () => {
      gateway = await startScriptedGateway({ token, port })
      const back = reach('online')
      clock.pass(downAfterMs - 1)
      await back
    },
    look: () => {
      isSeen = true
      tellSeen()
    },
  }
}

test('a gateway that is away for a minute is told with the reason, and told once more when it is back', async () => {
  const { clock, url, notices, went, goAway, pass, comeBack } = await online()
  await goAway()
  await pass(downAfterMs - 1)
  expect(notices()).toEqual([])
  clock.pass(1)
  expect(notices()).toMatchObject([
    {
      title: `${url} cannot be reached`,
      body: expect.stringContaining('refused'),
      isSilent: false,
      isShown: true,
    },
  ])
  await pass(5 * downAfterMs)
  expect(notices()).toHaveLength(1)

  await comeBack()
  expect(notices()).toMatchObject([
    { isShown: false },
    { title: `Connected to ${url} again`, isSilent: true, isShown: true },
  ])
  clickNotification(notices()[1]!.id)
  expect(went).toEqual([undefined])
})

test('a click on the news of an outage leads to where it can be mended', async () => {
  const { clock, notices, went, goAway, pass } = await online()
  await goAway()
  await pass(downAfterMs - 1)
  clock.pass(1)
  clickNotification(notices()[0]!.id)
  expect(went).toEqual([{ page: 'connect' }])
})

test('the news is taken away once the window is looked at', async () => {
  const { clock, notices, goAway, pass, look } = await online()
  await goAway()
  await pass(downAfterMs - 1)
  clock.pass(1)
  look()
  expect(notices()).toMatchObject([{ isShown: false }])
})

test('an outage that is over within the minute is not told', async () => {
  const { notices, goAway, comeBack } = await online()
  await goAway()
  await comeBack()
  expect(notices()).toEqual([])
})

test('with notifications off neither is told', async () => {
  const { notices, goAway, pass, comeBack } = await online({ notifications: false })
  await goAway()
  await pass(downAfterMs)
  await pass(downAfterMs)
  await comeBack()
  expect(notices()).toEqual([])
})
