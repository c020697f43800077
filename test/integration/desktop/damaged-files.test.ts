// Files that were damaged while the app was not looking: it starts, says so in its window, and nothing that can be read is lost.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOutboxStore } from '../../../src-main/outbox/outbox-store.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const amount = 20

describe('an app whose files were damaged', () => {
  let dir: TempDir
  let app: DesktopApp
  const at = (name: string) => path.join(dir.path, name)

  beforeAll(async () => {
    dir = await makeTempDir('damaged-app')
    await (await openSettings(dir.path)).change({ appearance: 'dark', reconnectWithin: 77 })
    await writeFile(at('app-settings.json'), '{"appearance": "da')
    await damageOutbox(at('outbox.db'))
    await writeFile(at('gangway.json5'), '{\n  gateway: {\n    port: ,\n')
    app = await startDesktopApp({ stateDir: dir.path })
    await app.windowPage()
  })
  afterAll(async () => {
    await app?.close()
    await dir?.remove()
  })

  const notices = async () => (await app.windowPage()).getByRole('region', { name: 'What needs to be known' })

  test('starts with its last good settings, and says so in the window and in the log', async () => {
    expect(await app.askApp('settings.current')).toMatchObject({
      value: { appearance: 'dark', reconnectWithin: 77 },
    })
    await (await notices()).getByText('as they were after the last change that was saved').waitFor()
    expect((await app.log()).map(({ message }) => message)).toContain(
      'a damaged file was put aside, and what could be read of it goes on',
    )
  })

  test('names the line of a configuration that cannot be read, and leaves the file alone', async () => {
    await (await notices()).getByText('line 3').waitFor()
    expect(await readFile(at('gangway.json5'), 'utf8')).toBe('{\n  gateway: {\n    port: ,\n')
  })

  test('tells how many waiting messages were kept and lost, as soon as the outbox is opened', async () => {
    const waiting = (await app.askApp('outbox.waiting', {})) as { value: unknown[] }
    expect(waiting.value.length).toBeGreaterThan(0)
    expect(waiting.value.length).toBeLessThan(amount)
    const lost = amount - waiting.value.length
    const words = `${waiting.value.length} messages were kept and go on waiting. ${lost} message${lost === 1 ? '' : 's'} could not be read.`
    await (await notices()).getByText(words).waitFor()
  })

  test('shows the damaged file in the system’s file manager, and is quiet once that was seen', async () => {
    const region = await notices()
    const outbox = region.locator('div').filter({ hasText: 'The file of waiting messages was damaged' })
    await outbox.getByRole('button', { name: 'Show the file' }).last().click()
    await eventually(async () => (await app.ask('shownFiles')).map(file => path.basename(file))).toEqual([
      expect.stringMatching(/^outbox\.db\.bad-\d+$/) as unknown as string,
    ])
    const [shown = ''] = await app.ask('shownFiles')
    expect(existsSync(shown)).toBe(true)
    while ((await region.getByRole('button', { name: 'Dismiss' }).count()) > 0) {
      const before = await region.getByRole('button', { name: 'Dismiss' }).count()
      await region.getByRole('button', { name: 'Dismiss' }).first().click()
      await expect.poll(() => region.getByRole('button', { name: 'Dismiss' }).count()).toBe(before - 1)
    }
    await app.quit()
    await app.close()
    app = await startDesktopApp({ stateDir: dir.path })
    // What still cannot be used is still told.
    await (await notices()).getByText('line 3').waitFor()
    expect(await (await notices()).getByRole('button', { name: 'Dismiss' }).count()).toBe(0)
    expect(existsSync(shown)).toBe(true)
  })
})

/** As a disk does it: one page in the middle is zeros. The index of what waits stays whole. */
async function damageOutbox(file: string): Promise<void> {
  const store = openOutboxStore(file, { now: Date.now })
  for (let n = 0; n < amount; n += 1) {
    const text = `${n} ${'x'.repeat(6_000)}`
    store.add(
      {
        key: uuidV7(n, new Uint8Array(10)),
        gateway: 'local',
        sessionKey: 'agent:main:main',
        at: 1_000 + n,
        text,
      },
      text.length,
    )
  }
  store.close()
  const bytes = await readFile(file)
  const place = bytes.indexOf(`7 ${'x'.repeat(500)}`)
  const page = Math.floor(place / 4096) * 4096
  await writeFile(file, bytes.fill(0, page, page + 4096))
}
