// Installing the service from the command line, with a stand-in for systemctl that writes down what it is told.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let unit: string
beforeEach(async () => {
  dir = await makeTempDir('cli-service')
  unit = path.join(dir.path, 'home/.config/systemd/user/gangway-gateway-lab.service')
  await mkdir(path.join(dir.path, 'home'))
  await standIn('exit 0')
})
afterEach(() => dir.remove())

async function standIn(ending: string): Promise<void> {
  const file = path.join(dir.path, 'bin', 'systemctl')
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `#!/bin/sh\necho "$@" >> '${dir.path}/calls'\n${ending}\n`)
  await chmod(file, 0o755)
}

const cli = (...args: string[]) => {
  const given = ['--profile', 'lab', '--state-dir', path.join(dir.path, 'state')]
  return runCli([...args, ...given], {
    HOME: path.join(dir.path, 'home'),
    PATH: `${path.join(dir.path, 'bin')}:${process.env['PATH']}`,
  })
}
const calls = () => readFile(path.join(dir.path, 'calls'), 'utf8').catch(() => '')

test.runIf(process.platform === 'linux')(
  'the service is shown, installed and started, and uninstalled again',
  async () => {
    const shown = await cli('gateway', 'install', '--dry-run')
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('ExecStart=')])
    const unasked = await cli('gateway', 'install')
    expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining('ExecStart=')])
    await expect(readFile(unit)).rejects.toThrow('ENOENT')
    expect(await calls()).toBe('')

    expect((await cli('gateway', 'install', '--yes', '--port', '4000')).code).toBe(0)
    expect(await readFile(unit, 'utf8')).toContain('"--profile" "lab" "--state-dir"')
    expect(await readFile(unit, 'utf8')).toContain('"--port" "4000"')
    expect(await calls()).toBe('--user daemon-reload\n--user enable --now gangway-gateway-lab.service\n')

    expect((await cli('gateway', 'uninstall', '--yes')).code).toBe(0)
    await expect(readFile(unit)).rejects.toThrow('ENOENT')
    expect(await calls()).toContain('--user disable --now gangway-gateway-lab.service\n')
    expect((await cli('gateway', 'uninstall', '--yes')).stdout).toContain('not installed')
  },
)

test.runIf(process.platform === 'linux')(
  'a service that cannot be started leaves nothing behind',
  async () => {
    await standIn('echo "Failed to connect to bus" >&2; exit 1')
    const failed = await cli('gateway', 'install', '--yes', '--json')
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining('SERVICE_FAILED')])
    expect(failed.stdout).toContain('Failed to connect to bus')
    await expect(readFile(unit)).rejects.toThrow('ENOENT')
  },
)

test.runIf(process.platform === 'linux')(
  'a node is kept running as a service of its own, which is told no secret',
  async () => {
    const where = ['--host', 'home', '--gateway-port', '4000', '--token-file', 'token']
    const shown = await cli('node', 'install', '--dry-run', ...where)
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('"node" "run"')])
    expect((await cli('node', 'install', '--yes')).code).toBe(1)
    expect((await cli('node', 'install', '--yes', ...where, '--token', 'hush')).code).toBe(1)

    expect((await cli('node', 'install', '--yes', ...where)).code).toBe(0)
    const nodeUnit = unit.replace('gateway-lab', 'node-lab')
    const text = await readFile(nodeUnit, 'utf8')
    expect(text).toContain('"--host" "home" "--gateway-port" "4000"')
    expect(text).toContain(`"--token-file" "${path.resolve('token')}"`)
    expect(await calls()).toContain('--user enable --now gangway-node-lab.service\n')
    expect((await cli('node', 'uninstall', '--yes')).code).toBe(0)
    await expect(readFile(nodeUnit)).rejects.toThrow('ENOENT')
  },
)
