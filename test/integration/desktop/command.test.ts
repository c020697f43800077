// The installed app as the command line: its own program, started with a command.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import { closeTestGateways, startTestGateway, testToken } from '../../support/test-gateway.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const register = path.join(root, 'test/electron-standin/register.mjs')
const entry = path.join(root, 'out/main/main.js')

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('app-command')
})
afterEach(async () => {
  await closeTestGateways()
  await dir.remove()
})

/** The app's program, as an installed one is started. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', register, entry, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: dir.path,
      GANGWAY_VAULT: 'memory',
      GANGWAY_STANDIN_PACKAGED: '1',
      ...env,
    },
    stdio: 'pipe',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return { child, ended }
}

function run(...args: string[]) {
  const { child, ended } = start(args)
  child.stdin.end()
  return ended
}

const state = () => path.join(dir.path, 'state')

describe('the installed app', () => {
  test('answers a command with its exit code, and neither a window nor a lock is made', async () => {
    const gateway = await startTestGateway()
    const asked = ['health', '--json', '--url', gateway.url, '--state-dir', state()]
    const well = await run(...asked, '--token', testToken)
    expect([well.code, well.stderr]).toEqual([0, ''])
    expect(JSON.parse(well.stdout)).toMatchObject({ ok: true })

    const refused = await run(...asked, '--token', 'wrong')
    expect(refused.code).toBe(3)
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false })
    // Chromium's files would lie there, and the single instance's lock.
    expect(existsSync(path.join(state(), 'electron'))).toBe(false)
  })

  test('takes everything after --cli as the command line, whatever it is', async () => {
    const wrong = await run('--cli', '--', 'nonsense')
    expect([wrong.code, wrong.stdout]).toEqual([1, ''])
    expect(wrong.stderr).toContain("unknown command 'nonsense'")
    const bare = await run('--cli')
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('a command is missing')])
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('reads standard input, and writes all of what it says before it ends', async () => {
    const gateway = await startTestGateway()
    const { child, ended } = start([
      'chat',
      '--url',
      gateway.url,
      '--token',
      testToken,
      '--state-dir',
      state(),
    ])
    child.stdin.end('/help\n')
    const { code, stdout } = await ended
    expect([code, stdout]).toEqual([0, expect.stringContaining('/status')])
  })

  test.runIf(process.platform !== 'win32')(
    'ends in order at a signal, as the command line does',
    async () => {
      const { child, ended } = start(['gateway', 'run', '--port', '0', '--json', '--state-dir', state()])
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
      expect(JSON.parse(line)).toMatchObject({ ready: true })
      child.kill('SIGTERM')
      expect((await ended).code).toBe(0)
      expect((await readdir(state())).filter(name => name.endsWith('.lock.json'))).toEqual([])
    },
  )

  test.runIf(process.platform === 'linux')(
    'installs a service that starts itself, by the file of an AppImage',
    async () => {
      const home = path.join(dir.path, 'home')
      await mkdir(home)
      const install = async (env: NodeJS.ProcessEnv) => {
        const { child, ended } = start(['gateway', 'install', '--dry-run', '--json'], { HOME: home, ...env })
        child.stdin.end()
        const { stdout } = await ended
        return (JSON.parse(stdout) as { text: string }).text
      }
      expect(await install({})).toContain(`ExecStart=:"${process.execPath}" "--cli" "--" "gateway" "run"`)
      expect(await install({ APPIMAGE: '/opt/Gangway.AppImage' })).toContain(
        'ExecStart=:"/opt/Gangway.AppImage" "--cli" "--" "gateway" "run"',
      )
    },
  )
})
