// The CLI on a real terminal: util-linux' `script` gives it a pseudo-terminal and us what stands on it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startBuilt } from '../support/built-program.ts'
import { haveSshd, startSshd } from '../support/sshd.ts'
import { makeTempDir } from '../support/temp-dir.ts'
import { canMakeUsers } from '../support/throwaway-user.ts'

const cliProgram = path.resolve('out/main/cli.js')
const password = 'correct horse battery'
const isPossible = process.platform === 'linux' && existsSync('/usr/bin/script') && haveSshd && canMakeUsers()

/** Types each answer when its question has appeared. */
function startOnTerminal(args: readonly string[]) {
  const words = [process.execPath, cliProgram, ...args].map(word => `'${word}'`).join(' ')
  // Without a shell in between, which Ctrl-C would end as well.
  const child = spawn('/usr/bin/script', ['-qefc', `exec ${words}`, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm', GANGWAY_VAULT: 'memory' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    for (const watcher of watchers) watcher()
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    ended,
    screen: () => screen,
    waitFor: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (screen.includes(text)) resolve()
        }
        watchers.add(look)
        look()
        void ended.then(() => reject(new Error(`the program ended without "${text}":\n${screen}`)))
      }),
    type: (text: string) => child.stdin.write(text),
  }
}

test.runIf(isPossible)(
  'a host key is confirmed and a password typed on the terminal, and the password is not shown',
  async () => {
    const dir = await makeTempDir('terminal')
    const sshd = await startSshd({ password, passwordMethods: ['password'] })
    const gateway = startBuilt('cli', [
      'gateway',
      'run',
      '--port',
      '0',
      '--auth',
      'none',
      '--json',
      '--state-dir',
      path.join(dir.path, 'gateway'),
    ])
    try {
      const ready = JSON.parse(await gateway.waitForLine(() => true)) as { port: number }
      const config = path.join(dir.path, 'ssh_config')
      await writeFile(
        config,
        `Host server\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User ${sshd.user}\n  PubkeyAuthentication no\n  UserKnownHostsFile ${dir.path}/none\n`,
      )
      const terminal = startOnTerminal([
        'connect',
        'server',
        '--ssh-config',
        config,
        '--state-dir',
        path.join(dir.path, 'state'),
        '--gateway-port',
        String(ready.port),
      ])
      await terminal.waitFor('paste the fingerprint)? ')
      expect(terminal.screen()).toContain(sshd.hostKey.fingerprint)
      terminal.type('perhaps\r')
      await terminal.waitFor('Please type yes, once, no or the fingerprint: ')
      terminal.type(`${sshd.hostKey.fingerprint}\r`)
      await terminal.waitFor('password: ')
      terminal.type('wrong\r')
      await terminal.waitFor('not accepted')
      await terminal.waitFor(`not accepted.\r\n${sshd.user}@server’s password: `)
      terminal.type(`${password}\r`)
      await terminal.waitFor('Connected to server')
      terminal.type('\u0003')
      expect(await terminal.ended).toBe(0)
      expect(terminal.screen()).not.toContain(password)
      expect(terminal.screen()).not.toContain('wrong')
    } finally {
      await gateway.stop()
      await sshd.stop()
      await dir.remove()
    }
  },
)
