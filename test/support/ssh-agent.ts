// A real ssh-agent on its own socket, for one test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { runProgram } from './run-program.ts'
import { makeTempDir } from './temp-dir.ts'

// Part of OpenSSH, not of npm.
const agentProgram = 'ssh-agent'

export type TestAgent = {
  readonly socket: string
  /** Adds a private key file without passphrase. */
  readonly add: (path: string) => Promise<void>
  /** Takes all its keys away. */
  readonly empty: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startSshAgent(): Promise<TestAgent> {
  const temp = await makeTempDir('agent')
  const socket = path.join(temp.path, 'agent.sock')
  const child = spawn(agentProgram, ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.resume()
  // It prints its variables before the socket is there on some versions.
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error('ssh-agent ended')
    await new Promise(resolve => setImmediate(resolve))
  }
  const ended = once(child, 'exit')
  return {
    socket,
    add: async file =>
      void (await runProgram('ssh-add', ['-q', file], { ...process.env, SSH_AUTH_SOCK: socket })),
    empty: async () =>
      void (await runProgram('ssh-add', ['-q', '-D'], { ...process.env, SSH_AUTH_SOCK: socket })),
    stop: async () => {
      child.kill()
      await ended
      await temp.remove()
    },
  }
}
