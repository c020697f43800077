import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findDesktopDoor, type Computer } from '../../../scripts/desktop-door.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('start')
})
afterEach(() => dir.remove())

const put = async (...parts: string[]) => {
  const text = parts.pop() ?? ''
  const file = path.join(dir.path, ...parts)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}
const electron = ['node_modules', 'electron'] as const
const withDisplay = (more: Partial<Computer> = {}): Computer => ({
  root: dir.path,
  env: { DISPLAY: ':0' },
  platform: 'linux',
  uid: 1000,
  ...more,
})

test('with the build, the binary and a display the window opens', async () => {
  await put('out', 'main', 'main.js', '')
  await put(...electron, 'path.txt', 'electron')
  const program = await put(...electron, 'dist', 'electron', '')
  expect(findDesktopDoor(withDisplay())).toEqual({ program })
  expect(findDesktopDoor(withDisplay({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toEqual({ program })
  expect(findDesktopDoor(withDisplay({ env: {}, platform: 'darwin' }))).toEqual({ program })
})

test('what is missing is named', async () => {
  const obstacle = (more?: Partial<Computer>) => findDesktopDoor(withDisplay(more))
  expect(obstacle()).toEqual({ obstacle: 'it has not been built' })
  await put('out', 'main', 'main.js', '')
  const noBinary = { obstacle: "Electron's binary is not installed (npx install-electron fetches it)" }
  expect(obstacle()).toEqual(noBinary)
  // A download that was broken off leaves the name without the program.
  await put(...electron, 'path.txt', 'electron')
  expect(obstacle()).toEqual(noBinary)
  await put(...electron, 'dist', 'electron', '')
  expect(obstacle({ env: {} })).toEqual({ obstacle: 'there is no display' })
  expect(obstacle({ uid: 0 })).toEqual({ obstacle: 'Electron does not run as root' })
})

test('a binary that lies elsewhere is found where the environment says', async () => {
  await put('out', 'main', 'main.js', '')
  const program = await put('elsewhere', 'electron', '')
  const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: path.dirname(program) }
  expect(findDesktopDoor(withDisplay({ env }))).toEqual({ program })
})
