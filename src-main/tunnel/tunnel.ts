// The tunnel as the rest of the house sees it. Two engines make one: ssh2 (ssh2-tunnel) and the system's ssh.
import type { Duplex } from 'node:stream'
import type { AppError } from '../../src-shared/errors.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import type { PromptAnswer, PromptQuestion } from '../../src-shared/prompts.ts'
import type { Pulse } from './pulse.ts'

/**
 * Asks a person and resolves with the answer; `{ kind: 'cancel' }` when the person declines. Rejects with the
 * signal's reason when that aborts. Unattended attempts are given one that always cancels.
 */
export type AskPerson = (question: PromptQuestion, signal: AbortSignal) => Promise<PromptAnswer>

/** Who is at the other end: what a person has agreed to for one holds for nobody else. */
export type SshPeer = {
  /** The account that was logged in to. */
  readonly user: string
  /** The fingerprint of the verified host key, `SHA256:…`. */
  readonly hostKey: string
}

/** A command for the login shell of the remote account: fixed text, so that nothing in it is anybody's input. */
export type RemoteCommand = {
  readonly command: string
  /** Its whole standard input. */
  readonly input: string
  readonly timeoutMs: number
  /** It gets no input, and so does nothing, when anybody else is at the other end by then. */
  readonly onlyAt?: SshPeer | undefined
}

export type RemoteEnd = {
  /** Where it ran. */
  readonly peer: SshPeer
  /** Undefined when a signal ended it. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** An open SSH connection. Who opened it closes it; an aborted opening leaves nothing behind. */
export type Tunnel = {
  /**
   * A byte stream to `host:port` as seen from the remote host.
   * Rejects with FORWARDING_FORBIDDEN, GATEWAY_NOT_LISTENING, CHANNEL_REFUSED, CHANNEL_TIMEOUT or CONNECTION_LOST.
   */
  readonly openChannel: (host: string, port: number, signal: AbortSignal) => Promise<Duplex>
  /**
   * Runs one command on the remote host itself, to its end. Rejects with OVER_SSH_FAILED when it cannot be begun, takes
   * too long or says more than 2 MiB, or when another host or account than `onlyAt` is there; with CONNECTION_LOST, or with the signal's reason.
   */
  readonly run: (command: RemoteCommand, signal: AbortSignal) => Promise<RemoteEnd>
  /** When the last byte came from the server, milliseconds since the epoch. */
  readonly lastHeardAt: () => number
  /** Asks the server for a sign of life now; settles with the round trip in ms, rejects when none comes in time. */
  readonly probe: (timeoutMs: number) => Promise<number>
  /** Whether it can be opened again without anybody being asked: its login needed no answer that is given once. */
  readonly reopensAlone: boolean
  /** Its signs of life, where the engine can tell them. */
  readonly pulse: Pulse | undefined
  readonly close: () => Promise<void>
  /** Settles when the tunnel is gone, whoever ended it; with the error unless `close` was called. */
  readonly closed: Promise<AppError | undefined>
}

export type TunnelWatchers = {
  readonly report: LadderReporter
  readonly ask: AskPerson
  readonly signal: AbortSignal
}
