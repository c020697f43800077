import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { planService } from '../../../src-main/cli/service/service-plan.ts'
import type { ServicePlace, ServiceWish } from '../../../src-main/cli/service/service.ts'
import { makeTempDir } from '../../support/temp-dir.ts'

const run = promisify(execFile)
const wish: ServiceWish = {
  kind: 'gateway',
  profile: 'work',
  command: ['/opt/node', '/opt/gang way/cli.js', 'gateway', 'run', '--profile', 'work'],
  stateDir: '/home/me/.local/state/gangway',
}
const at = (platform: NodeJS.Platform, more: Partial<ServicePlace> = {}): ServicePlace => ({
  platform,
  home: '/home/me',
  env: {},
  uid: 501,
  ...more,
})
const argvOf = (steps: readonly { argv: readonly string[] }[]) => steps.map(step => step.argv.join(' '))

test('on Linux it is a unit of the person’s own systemd', () => {
  const plan = planService(wish, at('linux'))
  expect(plan.file).toBe('/home/me/.config/systemd/user/gangway-gateway-work.service')
  expect(plan.text).toContain(
    'ExecStart=:"/opt/node" "/opt/gang way/cli.js" "gateway" "run" "--profile" "work"\n',
  )
  expect(plan.text).toContain('WantedBy=default.target\n')
  expect(argvOf(plan.begin)).toEqual([
    'systemctl --user daemon-reload',
    'systemctl --user enable --now gangway-gateway-work.service',
  ])
  expect(argvOf(plan.end)).toEqual(['systemctl --user disable --now gangway-gateway-work.service'])
  const elsewhere = planService(wish, at('linux', { env: { XDG_CONFIG_HOME: '/cfg' } }))
  expect(elsewhere.file).toBe('/cfg/systemd/user/gangway-gateway-work.service')
})

test('on macOS it is a launchd agent that starts at login and after a crash', () => {
  const plan = planService({ ...wish, command: ['/opt/node', 'a&b<c>"d"'] }, at('darwin'))
  expect(plan.file).toBe('/home/me/Library/LaunchAgents/dev.gangway.gateway-work.plist')
  expect(plan.text).toContain('<string>a&amp;b&lt;c&gt;&quot;d&quot;</string>')
  expect(plan.text).toMatch(/<key>SuccessfulExit<\/key>\s*<false\/>/)
  expect(plan.text).toContain('<string>/home/me/.local/state/gangway/logs/service.log</string>')
  expect(argvOf(plan.begin)).toEqual([
    'launchctl bootout gui/501/dev.gangway.gateway-work',
    `launchctl bootstrap gui/501 ${plan.file}`,
  ])
  expect(plan.begin[0]?.mayFail).toBe(true)
})

test('on Windows it is a task at logon, without administrator rights and without a window', () => {
  const command = ['C:\\Program Files\\node.exe', 'C:\\gang way\\', 'say "hi"'] as const
  const plan = planService({ ...wish, command, stateDir: 'C:\\state' }, at('win32'))
  expect([plan.name, plan.file]).toEqual(['Gangway\\gateway-work', 'C:\\state\\gateway-task.xml'])
  expect(plan.text).toContain('<RunLevel>LeastPrivilege</RunLevel>')
  expect(plan.text).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>')
  const line = '--headless "C:\\Program Files\\node.exe" "C:\\gang way\\\\" "say \\"hi\\""'
  expect(plan.text).toContain(`<Arguments>${line.replaceAll('"', '&quot;')}</Arguments>`)
  expect(argvOf(plan.begin)[0]).toBe(
    'schtasks.exe /Create /TN Gangway\\gateway-work /XML C:\\state\\gateway-task.xml /F',
  )
  expect(argvOf(plan.end).at(-1)).toBe('schtasks.exe /Delete /TN Gangway\\gateway-work /F')
})

test('each profile has a service of its own, whatever letters its name has', () => {
  const nameOf = (profile: string) => planService({ ...wish, profile }, at('linux')).name
  expect(nameOf('default')).toBe('gangway-gateway.service')
  expect(nameOf('żółw')).toMatch(/^gangway-gateway-[0-9a-f]{8}\.service$/)
  expect(nameOf('żółw')).not.toBe(nameOf('wół'))
})

test('a system without services that we know is told so', () => {
  expect(() => planService(wish, at('freebsd'))).toThrow('gangway gateway run')
})

const analyze = '/usr/bin/systemd-analyze'

test.runIf(process.platform === 'linux' && existsSync(analyze))(
  'systemd finds nothing wrong with the unit, also where paths hold blanks, "%" and "$"',
  async () => {
    const dir = await makeTempDir('unit')
    try {
      const program = path.join(dir.path, 'a b%c$d', 'node')
      await mkdir(path.dirname(program))
      await symlink(process.execPath, program)
      const command = [program, '/x y/$HOME/50%.js', 'gateway', 'run', 'q"q', 'b\\s'] as const
      const plan = planService({ ...wish, command }, at('linux'))
      const file = path.join(dir.path, plan.name)
      await writeFile(file, plan.text)
      // It wants a folder for a manager it only pretends to be.
      const env = { ...process.env, XDG_RUNTIME_DIR: dir.path }
      const said = await run(analyze, ['--user', 'verify', file], { env })
      expect(said.stderr).toBe('')
    } finally {
      await dir.remove()
    }
  },
)

test('a node’s service has a name, a task and a log of its own', () => {
  const node = { ...wish, kind: 'node' as const, profile: 'default' }
  expect(planService(node, at('linux')).name).toBe('gangway-node.service')
  expect(planService(node, at('linux')).text).toContain('Description=Gangway node\n')
  const agent = planService({ ...node, profile: 'work' }, at('darwin'))
  expect(agent.name).toBe('dev.gangway.node-work')
  expect(agent.text).toContain('<string>/home/me/.local/state/gangway/logs/node-service.log</string>')
  const task = planService({ ...node, stateDir: 'C:\\state' }, at('win32'))
  expect([task.name, task.file]).toEqual(['Gangway\\node', 'C:\\state\\node-task.xml'])
  expect(task.text).toContain('Gangway node (profile default)')
})
