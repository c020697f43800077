// What the machine of a connection is, what may happen to it, and what it has done.
import type {
  ConnectionState,
  ConnectionTarget,
  GatewayInfo,
  StoppedRoad,
} from '../../../src-shared/connection.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import type { Ladder, LadderEvent } from '../../../src-shared/ladder.ts'
import { noKicks, type KickHistory, type RetryHistory } from '../../../src-shared/retry-policy.ts'
import type { Said } from '../../../src-shared/said.ts'

/** `said-…`: what a browser believes of the network. It is often wrong, so it is a reason to look and proves nothing. */
export type Kick = 'network' | 'wake' | 'unlock' | 'user' | 'said-online' | 'said-offline'

export type Machine = {
  /** What everybody sees. */
  readonly state: ConnectionState
  /** Counts attempts. What a part reports carries the number it was started with; another number is stale. */
  readonly generation: number
  /** Of the present attempt; shown in the state unless the attempt is quiet. */
  readonly ladder: Ladder
  /** An attempt is under way behind `needs-you`, to see whether the person has done it elsewhere. */
  readonly quiet: boolean
  readonly history: RetryHistory
  readonly quietPolls: number
  readonly kicks: KickHistory
  readonly networkAway: boolean
  readonly lastOnlineAt: number | undefined
  /** Whether the present attempt takes the second of two roads. */
  readonly isOnOther: boolean
  /** Whether the next attempt does: the first has just failed. */
  readonly takesOther: boolean
  /** Is not taken until a person begins anew. */
  readonly stopped: StoppedRoad | undefined
}

export type Happening =
  | { readonly kind: 'connect'; readonly target: ConnectionTarget; readonly attended: boolean }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'closed'; readonly generation: number }
  | { readonly kind: 'climbed'; readonly generation: number; readonly event: LadderEvent }
  | { readonly kind: 'opened'; readonly generation: number; readonly gateway: GatewayInfo }
  /** The attempt failed, or the open connection was lost. */
  | { readonly kind: 'failed'; readonly generation: number; readonly error: ErrorReport }
  | { readonly kind: 'due'; readonly generation: number }
  /** The first road was looked at while the other one serves. */
  | { readonly kind: 'first-road'; readonly generation: number; readonly seen: RoadSeen }
  | { readonly kind: 'kicked'; readonly reason: Kick }
  | { readonly kind: 'network'; readonly away: boolean }
  | { readonly kind: 'judged'; readonly generation: number; readonly degraded: Said | undefined }

/** `busy`: it was not looked at to the end, for somebody waits for an answer on the other road. */
export type RoadSeen = 'good' | 'bad' | 'busy' | { readonly doubt: ErrorReport }

export type Effect =
  /** Begin an attempt. */
  | {
      readonly kind: 'open'
      readonly generation: number
      readonly target: ConnectionTarget
      /** The one of its roads to take. */
      readonly road: ConnectionTarget
      readonly attended: boolean
    }
  /** See whether the first road leads to the gateway again, and report `first-road`. */
  | { readonly kind: 'look-at-first-road'; readonly generation: number }
  /** Abort the attempt, or close the connection; with `road` the tunnel below it too. */
  | { readonly kind: 'end'; readonly road: boolean }
  /** Report `closed` once everything that was opened is closed. */
  | { readonly kind: 'report-closed'; readonly generation: number }
  /** Report `due` at this time, in milliseconds since the epoch; replaces the one before. */
  | { readonly kind: 'schedule'; readonly generation: number; readonly at: number }
  | { readonly kind: 'unschedule' }
  /** See at once whether the connection still lives. */
  | { readonly kind: 'probe' }

export type Circumstances = {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** In [0, 1). */
  readonly random: number
  /** The longest wait between two tries; the retry policy's own when absent. */
  readonly longestWaitMs?: number | undefined
}

export type Step = { readonly machine: Machine; readonly effects: readonly Effect[] }

export const noFailures: RetryHistory = { failures: 0, earlyCloses: 0 }

export const initialMachine: Machine = {
  state: { phase: 'idle' },
  generation: 0,
  ladder: [],
  quiet: false,
  history: noFailures,
  quietPolls: 0,
  kicks: noKicks,
  networkAway: false,
  lastOnlineAt: undefined,
  isOnOther: false,
  takesOther: false,
  stopped: undefined,
}

export function stay(machine: Machine): Step {
  return { machine, effects: [] }
}
