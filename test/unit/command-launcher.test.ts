import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCommandLauncher, type LauncherParts } from '../../src-main/command-launcher.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let home: string
beforeEach(async () => {
  dir = await makeTempDir('launcher')
  home = path.join(dir.path, 'home')
  await mkdir(home)
})
afterEach(() => dir.remove())

const run = promisify(execFile)

/** A program that says what it was started with. */
async function makeApp(name = "Ada's Gangway.AppImage"): Promise<string> {
  const file = path.join(dir.path, name)
  await writeFile(file, '#!/bin/sh\nprintf "<%s>" "$@"\n')
  await chmod(file, 0o755)
  return file
}

const open = (more: Partial<LauncherParts> = {}) =>
  openCommandLauncher({ platform: 'linux', home, env: { PATH: '/nowhere' }, ...more })

// A script of a shell, for systems that have one.
describe.skipIf(process.platform === 'win32')('the launcher', () => {
  test('is shown, written as it was shown, and starts the app with every argument', async () => {
    const program = await makeApp()
    const desk = open({ program, env: { PATH: path.join(home, '.local/bin') } })
    const before = await desk.current()
    expect(before).toMatchObject({ script: { state: 'none', isOnPath: true } })
    expect(before.found).toBeUndefined()
    const file = path.join(home, '.local/bin/gangway')
    const after = await desk.write(before.script!)
    expect(after).toMatchObject({ found: { path: file, isOurs: true }, script: { state: 'current' } })
    expect(await readFile(file, 'utf8')).toBe(before.script?.text)
    expect((await stat(file)).mode & 0o777).toBe(0o755)
    const { stdout } = await run(file, ['chat', 'two words', '$HOME'])
    expect(stdout).toBe('<--cli><--><chat><two words><$HOME>')

    expect(await desk.remove()).toMatchObject({ script: { state: 'none' } })
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })

  test('says where the app was when it has moved, and is renewed by the app in its new place', async () => {
    const program = await makeApp('first')
    const { script } = await open({ program }).current()
    await open({ program }).write(script!)
    const moved = path.join(dir.path, 'second')
    await rename(program, moved)
    await expect(run(script!.path, ['health'])).rejects.toMatchObject({
      code: 127,
      stderr: expect.stringContaining(`Gangway is not at ${program} any more`) as string,
    })
    const desk = open({ program: moved })
    const stale = await desk.current()
    expect(stale.script?.state).toBe('stale')
    expect((await desk.write(stale.script!)).script?.state).toBe('current')
    expect((await run(script!.path, ['health'])).stdout).toBe('<--cli><--><health>')
    expect((await stat(script!.path)).mode & 0o777).toBe(0o755)
  })

  const foreign: readonly [string, (file: string) => Promise<unknown>][] = [
    ['another program', file => writeFile(file, '#!/bin/sh\necho mine\n')],
    ['a link', file => symlink('/bin/true', file)],
    ['a folder', file => mkdir(file)],
  ]
  test.each(foreign)('%s of that name is neither overwritten nor removed', async (_, make) => {
    const desk = open({ program: await makeApp() })
    const { script } = await desk.current()
    await mkdir(path.dirname(script!.path), { recursive: true })
    await make(script!.path)
    expect((await desk.current()).script?.state).toBe('foreign')
    await expect(desk.write(script!)).rejects.toMatchObject({ code: 'COMMAND_TAKEN' })
    await expect(desk.remove()).rejects.toMatchObject({ code: 'COMMAND_TAKEN' })
  })

  test('another text or place than the one that was shown is not written', async () => {
    const desk = open({ program: await makeApp() })
    const { script } = await desk.current()
    await expect(desk.write({ ...script!, text: 'echo' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(desk.write({ ...script!, path: `${home}/x` })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect((await desk.current()).script?.state).toBe('none')
  })

  test('on macOS it stands in /usr/local/bin where that may be written, which terminals know', async () => {
    const program = await makeApp()
    const systemRoot = path.join(dir.path, 'root')
    const shared = path.join(systemRoot, 'usr/local/bin')
    await mkdir(shared, { recursive: true })
    await mkdir(path.join(systemRoot, 'etc'))
    await writeFile(path.join(systemRoot, 'etc/paths'), '/usr/local/bin\n/usr/bin\n')
    const desk = open({ platform: 'darwin', program, systemRoot })
    const { script } = await desk.current()
    expect(script).toMatchObject({ path: path.join(shared, 'gangway'), isOnPath: true })
    expect((await desk.write(script!)).found).toEqual({ path: path.join(shared, 'gangway'), isOurs: true })
  })

  test('on macOS without that folder it stands in the home, and the way there is told', async () => {
    const desk = open({
      platform: 'darwin',
      program: await makeApp(),
      systemRoot: path.join(dir.path, 'root'),
    })
    expect((await desk.current()).script).toMatchObject({
      path: path.join(home, '.local/bin/gangway'),
      isOnPath: false,
    })
  })

  test.each([
    '/Volumes/Gangway 1.0/Gangway.app/Contents/MacOS/Gangway',
    '/private/var/folders/x/T/AppTranslocation/1/d/Gangway.app/Contents/MacOS/Gangway',
  ])('an app that will not stay is given none: %s', async program => {
    const launcher = await open({ platform: 'darwin', program, systemRoot: dir.path }).current()
    expect(launcher).toEqual({ found: undefined, hindrance: 'not-installed' })
  })

  test('where the package brings the command, that one is told and no other is made', async () => {
    const bin = path.join(dir.path, 'bin')
    await mkdir(bin)
    await symlink(await makeApp(), path.join(bin, 'gangway'))
    expect(await open({ env: { PATH: `relative:${bin}` } }).current()).toEqual({
      found: { path: path.join(bin, 'gangway'), isOurs: false },
    })
  })
})
