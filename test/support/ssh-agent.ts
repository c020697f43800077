// A real ssh-agent on its own socket, for one test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
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

async function isListening(socket: string): Promise<boolean> {
  const probe = net.connect(socket)
  try {
    await once(probe, 'connect')
    return true
  } catch {
    return false
  } finally {
    probe.destroy()
  }
}

export async function startSshAgent(): Promise<TestAgent> {
  const temp = await makeTempDir('agent')
  const socket = path.join(temp.path, 'agent.sock')
  const child = spawn(agentProgram, ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.resume()
  const ended = once(child, 'exit')
  // It prints its variables before the socket is there on some versions, and the socket is there before it listens.
  while (!(await isListening(socket))) {
    if (child.exitCode !== null) throw new Error('ssh-agent ended')
    await pause(20)
  }
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
