// The AppImage's command, made in Settings by somebody who looks at it first.
import { chmod, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startDesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

test.skipIf(process.platform === 'win32')(
  'an AppImage has its command written after showing it, and takes it away again',
  async () => {
    const home = await makeTempDir('launcher-home')
    const image = path.join(home.path, 'Gangway.AppImage')
    await writeFile(image, '#!/bin/sh\n')
    await chmod(image, 0o755)
    const app = await startDesktopApp({
      env: { GANGWAY_STANDIN_PACKAGED: '1', APPIMAGE: image, HOME: home.path, PATH: '/usr/bin:/bin' },
    })
    try {
      const page = await app.windowPage()
      await page.getByRole('button', { name: 'Set up later' }).click()
      await page.evaluate(() => (location.hash = '#/settings/command-line'))
      const part = page.locator('#settings-command-line')
      await part.getByRole('button', { name: 'Make the command…' }).click()
      await part.getByText(`app='${image}'`).waitFor()
      await part.getByRole('button', { name: 'Write it' }).click()
      const file = path.join(home.path, '.local/bin/gangway')
      await eventually(() => readFile(file, 'utf8').catch(() => '')).toContain(image)
      await part.getByText(`export PATH="${path.dirname(file)}:$PATH"`).waitFor()
      await part.getByRole('button', { name: 'Remove the command' }).click()
      await eventually(() => readFile(file, 'utf8').catch(() => 'gone')).toBe('gone')
      await part.getByRole('button', { name: 'Make the command…' }).waitFor()

      // Whoever owns the file keeps it.
      await writeFile(file, '#!/bin/sh\necho mine\n')
      await part.getByRole('button', { name: 'Make the command…' }).click()
      await part.getByRole('button', { name: 'Write it' }).click()
      await part.getByText(`${file} is not Gangway’s, or was changed by hand.`).waitFor()
      expect(await readFile(file, 'utf8')).toContain('mine')
      expect(await app.quit()).toBe(0)
    } finally {
      await app.close()
      await home.remove()
    }
  },
)
