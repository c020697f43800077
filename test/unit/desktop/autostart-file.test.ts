import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { autostartFile, autostartText } from '../../../src-main/desktop/autostart-file.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('autostart')
})
afterEach(() => dir.remove())

test('the entry stands where desktops look for it, and goes when it is removed', async () => {
  const file = autostartFile({ XDG_CONFIG_HOME: path.join(dir.path, 'config') }, '/home/nobody')
  expect(file.path).toBe(path.join(dir.path, 'config', 'autostart', 'gangway.desktop'))
  expect(file.exists()).toBe(false)
  await file.write(['/opt/Gangway/gangway', '--hidden'])
  expect(file.exists()).toBe(true)
  expect((await stat(file.path)).mode & 0o022).toBe(0)
  expect(await readFile(file.path, 'utf8')).toContain('\nExec="/opt/Gangway/gangway" "--hidden"\n')
  file.remove()
  file.remove()
  expect(file.exists()).toBe(false)
})

test.each([{}, { XDG_CONFIG_HOME: '' }, { XDG_CONFIG_HOME: 'relative' }])(
  'without a usable XDG_CONFIG_HOME it is ~/.config: %j',
  env => {
    expect(autostartFile(env, '/home/maria').path).toBe('/home/maria/.config/autostart/gangway.desktop')
  },
)

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'an entry that the desktop’s own settings switched off (%s) is off',
  async line => {
    const file = autostartFile({ XDG_CONFIG_HOME: dir.path }, '/home/nobody')
    await file.write(['gangway'])
    await writeFile(file.path, `${autostartText(['gangway']).replace(/^X-GNOME.*$/m, '')}${line}\n`)
    expect(file.exists()).toBe(false)
  },
)

test.each([
  ['/opt/My Apps/gangway', '"/opt/My Apps/gangway"'],
  ['100%', '"100%%"'],
  ['a"b', String.raw`"a\\"b"`],
  ['$HOME', String.raw`"\\$HOME"`],
  ['a`b', String.raw`"a\\` + '`b"'],
  ['a\\b', String.raw`"a\\\\b"`],
])('what a path holds is never read as anything else: %s', (argument, written) => {
  expect(autostartText([argument])).toContain(`\nExec=${written}\n`)
})
