// What a remote command says, gathered up to a limit that no honest answer reaches.
import { appError, type AppError } from '../../src-shared/errors.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import type { RemoteEnd, SshPeer } from './tunnel.ts'

const maxBytes = 2 * 1024 * 1024

export type RemoteOutput = {
  /** False once it is too much. */
  readonly add: (to: 'stdout' | 'stderr', chunk: Buffer) => boolean
  readonly end: (code: number | undefined, peer: SshPeer) => RemoteEnd
}

export function gatherOutput(): RemoteOutput {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  let bytes = 0
  const text = (of: 'stdout' | 'stderr') => Buffer.concat(parts[of]).toString('utf8')
  return {
    add: (to, chunk) => {
      bytes += chunk.length
      if (bytes > maxBytes) return false
      parts[to].push(chunk)
      return true
    },
    end: (code, peer) => ({ peer, code, stdout: text('stdout'), stderr: text('stderr') }),
  }
}

/** Why a command came to no end. What it was for is known to whoever asked for it: see `connection/over-ssh.ts`. */
export function commandFailed(host: string, why: Said, cause?: unknown): AppError {
  return appError('OVER_SSH_FAILED', { host, what: 'read', why }, cause)
}

export function isPeer(agreed: SshPeer | undefined, { user, hostKey }: SshPeer): boolean {
  return agreed === undefined || (agreed.user === user && agreed.hostKey === hostKey)
}

export const otherPeer = phrase('remoteOtherHost')
export const tooMuch = phrase('remoteTooMuch')
export const tooSlow = (timeoutMs: number) =>
  phrase('remoteTooSlow', { seconds: Math.round(timeoutMs / 1000) })
