import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  checkCommand,
  checkFuses,
  checkHostileEnvironment,
  checkLife,
  checkTampering,
  type AppUnderCheck,
} from '../../scripts/package-checks.ts'
import { makeElectronLookalike } from '../support/packed-app.ts'
import { makeTempDir } from '../support/temp-dir.ts'

// A packaged app is rare on test machines; the same checks tell a program that behaves from one that does not.
const root = path.resolve(import.meta.dirname, '../..')
const clean: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of clean.splice(0)) await remove()
})

async function makeFolder(): Promise<string> {
  const temp = await makeTempDir('package-checks')
  clean.push(temp.remove)
  return temp.path
}

function appUnderCheck(command: AppUnderCheck['command'], patienceMs = 30_000): AppUnderCheck {
  const cli = [process.execPath, path.join(root, 'bin/gangway.js')] as const
  return { command, platform: process.platform, patienceMs, cli }
}

const door = appUnderCheck([process.execPath, path.join(root, 'out/main/browser.js'), '--no-open'])

describe('the checks of a packaged app', () => {
  test('pass what starts, answers status --json, lets no second one in and quits in order', async () => {
    await expect(checkLife(door)).resolves.toBeUndefined()
  })

  test('pass what answers a command, and fail what says nothing', async () => {
    await expect(checkCommand(door)).resolves.toBeUndefined()
    const silent = { ...door, cli: [process.execPath, '--eval', '', '--'] as const }
    await expect(checkCommand(silent)).rejects.toThrow('answers nothing')
  })

  test('fail what ends at once', async () => {
    const quitter = appUnderCheck([process.execPath, '--eval', 'process.exit(0)', '--'])
    await expect(checkLife(quitter)).rejects.toThrow('The app does not start.')
  })

  test('fail what loads code because its environment says so, as any Node does', async () => {
    await expect(checkHostileEnvironment(door)).rejects.toThrow('NODE_OPTIONS loads code into the app.')
  })

  test('fail what starts with a changed archive', async () => {
    const top = path.join(await makeFolder(), 'app')
    await mkdir(top)
    const program = path.join(top, 'gangway')
    const archive = path.join(top, 'app.asar')
    const [node, ...args] = door.command
    await writeFile(archive, 'performance.mark("gangway:start")')
    await writeFile(program, `#!/bin/sh\nexec "${node}" ${args.map(arg => `"${arg}"`).join(' ')} "$@"\n`)
    await chmod(program, 0o755)
    await expect(checkTampering(appUnderCheck([program]), top, archive)).rejects.toThrow('changed archive')
  })

  test('fail an Electron whose fuses are as they came', async () => {
    const folder = await makeFolder()
    await makeElectronLookalike(folder)
    await expect(checkFuses(path.join(folder, 'electron'), 'linux')).rejects.toThrow('RunAsNode is not off')
  })
})
