// Crashes of each kind that Electron tells apart, and what is left of them.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

const draft = { key: 'main', text: 'not yet sent' }

async function inApp(play: (app: DesktopApp) => Promise<void>): Promise<void> {
  const app = await startDesktopApp()
  try {
    await app.windowPage()
    await play(app)
  } finally {
    await app.close()
  }
}

const goneReasons = async (app: DesktopApp) =>
  (await app.log()).flatMap(({ message, reason }) =>
    message === 'the window’s process is gone' ? [reason] : [],
  )

describe('a window whose process is gone', () => {
  test.each([
    [['oom', 'killed', 'memory-eviction'] as const],
    [['crashed', 'abnormal-exit', 'launch-failed'] as const],
    [['integrity-failure'] as const],
  ])('is loaded again with its draft: %s', async reasons => {
    await inApp(async app => {
      const { id } = await app.window()
      await app.askApp('drafts.write', draft)
      for (const [index, reason] of reasons.entries()) {
        await app.ask('crashRenderer', id, reason)
        await eventually(() => goneReasons(app)).toEqual(reasons.slice(0, index + 1))
        await eventually(() => app.windowPage().then(page => page.title())).toContain('Gangway')
        expect((await app.window()).url).toMatch(/^app:\/\/main\/index\.html#/)
        expect(await app.askApp('drafts.read', { key: draft.key })).toEqual({ ok: true, value: draft.text })
      }
    })
  })
})

test('after the third crash of the graphics process the next start does without hardware acceleration', async () => {
  const dir = await makeTempDir('gpu')
  try {
    const first = await startDesktopApp({ stateDir: dir.path })
    try {
      await first.windowPage()
      expect(await first.ask('process')).toMatchObject({ hasHardwareAcceleration: true })
      const mark = path.join(dir.path, 'no-hardware-acceleration')
      const crashGpu = () => first.ask('system', { on: 'app', event: 'child-process-gone', type: 'GPU' })
      await crashGpu()
      await crashGpu()
      expect(existsSync(mark)).toBe(false)
      await crashGpu()
      await eventually(() => existsSync(mark)).toBe(true)
      await first.quit()
    } finally {
      await first.close()
    }
    const next = await startDesktopApp({ stateDir: dir.path })
    try {
      expect(await next.ask('process')).toMatchObject({ hasHardwareAcceleration: false })
    } finally {
      await next.close()
    }
  } finally {
    await dir.remove()
  }
})

test('crash reports stay on this computer, in a folder that Settings names and shows', async () => {
  await inApp(async app => {
    // The stand-in refuses to start a reporter that would upload.
    const folder = path.join(app.stateDir, 'electron', 'Crashpad')
    expect(await app.askApp('app.info')).toMatchObject({ value: { crashFolder: folder } })
    await app.clickTrayEntry('Settings…')
    const page = await app.windowPage()
    await page.getByText(folder, { exact: true }).waitFor()
    await page.getByText('Gangway never sends it').waitFor()
    await page.getByRole('button', { name: 'Show the folder' }).click()
    await eventually(() => app.ask('shownFiles')).toEqual([folder])
  })
})
