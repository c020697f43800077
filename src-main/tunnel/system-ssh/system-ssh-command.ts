// One command through a process of the system's ssh.
import { createInterface } from 'node:readline'
import { phrase } from '../../../src-shared/said.ts'
import { appError } from '../../../src-shared/errors.ts'
import { commandFailed, gatherOutput, isPeer, otherPeer, tooMuch, tooSlow } from '../remote-output.ts'
import type { RemoteCommand, RemoteEnd } from '../tunnel.ts'
import { systemSshArguments } from './system-ssh-arguments.ts'
import { presentedKey } from './system-ssh-progress.ts'
import { knowsFork, signalGroup, spawnSsh, type SystemSshStart } from './system-ssh-process.ts'

/** What ssh itself exits with when there was no connection, or no session in it. */
const ownFailure = 255

/** Rejects with OVER_SSH_FAILED, SYSTEM_SSH_MISSING, or with the signal's reason; the process is ended then. */
export async function runOverSystemSsh(
  start: Pick<SystemSshStart, 'name' | 'host' | 'config' | 'knownHostsFiles' | 'agentSocket'>,
  { command, input, timeoutMs, onlyAt }: RemoteCommand,
  signal: AbortSignal,
): Promise<RemoteEnd> {
  const { name, host, config, knownHostsFiles, agentSocket } = start
  if (config.ssh === null) throw appError('SYSTEM_SSH_MISSING', {})
  const program = config.ssh ?? 'ssh'
  const args = systemSshArguments({
    name,
    host,
    config,
    knownHostsFiles,
    // The tunnel is open: its key is known by now.
    strictHostKeyChecking: 'yes',
    knowsFork: await knowsFork(program),
    more: ['-T'],
  })
  signal.throwIfAborted()
  const child = spawnSsh(program, [...args, command], agentSocket)
  const output = gatherOutput()
  const ended = Promise.withResolvers<RemoteEnd>()
  const fail = (error: unknown): void => {
    signalGroup(child, 'SIGKILL')
    ended.reject(error)
  }
  const onAbort = (): void => fail(signal.reason)
  const limit = setTimeout(() => fail(commandFailed(name, tooSlow(timeoutMs))), timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  child.once('error', error => ended.reject(commandFailed(name, phrase('remoteNoCommands'), error)))
  child.stdout?.on('data', (chunk: Buffer) => {
    if (!output.add('stdout', chunk)) fail(commandFailed(name, tooMuch))
  })
  // A command that does not read its input breaks the pipe; its end says more.
  child.stdin?.on('error', () => undefined)
  let peer = { user: host.user, hostKey: '' }
  const remarks = child.stderr ? createInterface({ input: child.stderr }) : undefined
  // Of its remarks, which say a lot, one counts: whose key it is that ssh goes on to verify. The command's own words
  // come the same way, but later: nothing runs before its input is there.
  remarks?.on('line', line => {
    const presented = peer.hostKey === '' ? presentedKey(line) : undefined
    if (!presented) return
    peer = { ...peer, hostKey: presented.hostKey }
    if (isPeer(onlyAt, peer)) child.stdin?.end(input)
    else fail(commandFailed(name, otherPeer))
  })
  child.once('close', code => {
    if (code === ownFailure) ended.reject(commandFailed(name, phrase('remoteNoCommands')))
    else ended.resolve(output.end(code ?? undefined, peer))
  })
  try {
    return await ended.promise
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', onAbort)
  }
}
