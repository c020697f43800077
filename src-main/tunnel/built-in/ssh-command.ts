// One command in a session channel of an open ssh2 connection.
import type { Client, ClientChannel } from 'ssh2'
import { phrase } from '../../../src-shared/said.ts'
import { commandFailed, gatherOutput, isPeer, otherPeer, tooMuch, tooSlow } from '../remote-output.ts'
import type { RemoteCommand, RemoteEnd, SshPeer } from '../tunnel.ts'

/** Rejects with OVER_SSH_FAILED, or with the signal's reason; the channel is closed then. */
export function runOverSsh2(
  client: Client,
  { command, input, timeoutMs, onlyAt }: RemoteCommand,
  { host, peer }: { readonly host: string; readonly peer: SshPeer },
  signal: AbortSignal,
): Promise<RemoteEnd> {
  if (!isPeer(onlyAt, peer)) return Promise.reject(commandFailed(host, otherPeer))
  return new Promise((resolve, reject) => {
    const output = gatherOutput()
    let channel: ClientChannel | undefined
    let code: number | undefined
    let isOver = false
    const settle = (then: () => void): void => {
      if (isOver) return
      isOver = true
      clearTimeout(limit)
      signal.removeEventListener('abort', onAbort)
      then()
      channel?.close()
    }
    const fail = (error: unknown): void => settle(() => reject(error))
    const onAbort = (): void => fail(signal.reason)
    const limit = setTimeout(() => fail(commandFailed(host, tooSlow(timeoutMs))), timeoutMs)
    signal.addEventListener('abort', onAbort, { once: true })
    const onOpen = (error: Error | undefined, opened: ClientChannel): void => {
      if (error) return fail(commandFailed(host, phrase('remoteNoCommands'), error))
      channel = opened
      opened.on('error', fail)
      if (isOver) return opened.close()
      const take = (to: 'stdout' | 'stderr') => (chunk: Buffer) => {
        if (!output.add(to, chunk)) fail(commandFailed(host, tooMuch))
      }
      opened.on('data', take('stdout'))
      opened.stderr.on('data', take('stderr'))
      opened.on('exit', (status: number | null) => {
        code = status ?? undefined
      })
      opened.on('close', () => settle(() => resolve(output.end(code, peer))))
      opened.end(input)
    }
    try {
      client.exec(command, onOpen)
    } catch (error) {
      fail(commandFailed(host, phrase('remoteNoCommands'), error))
    }
  })
}
