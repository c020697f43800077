// The doctor's findings and the report for a bundle, as every door shows them.
import type { ConnectionTarget } from './connection.ts'
import type { ErrorReport } from './errors.ts'
import type { Ladder, LadderStepId } from './ladder.ts'
import type { Said } from './said.ts'

/** `skipped`: there was nothing to look at. `not-reached`: a check before it failed. */
export type DoctorVerdict = 'passed' | 'careful' | 'failed' | 'skipped' | 'not-reached'

export const doctorChecks = [
  'versions',
  'config',
  'state-dir',
  'damaged-files',
  'lock',
  'keychain',
  'target',
  'ssh-config',
  'ssh-keys',
  'ssh-agent',
  'known-hosts',
  'port',
  'signs',
  'tick',
  'clock',
  'ssh-server',
  'post-quantum',
] as const
export type DoctorCheckId = (typeof doctorChecks)[number]

export type Finding = {
  /** A step of the ladder or a check of its own. */
  readonly id: DoctorCheckId | LadderStepId
  readonly verdict: DoctorVerdict
  readonly durationMs: number
  /** What was found: paths and names as they are, and remarks. */
  readonly notes: readonly Said[]
  /** What to do about it; absent where nothing is to be done or `error` says it. */
  readonly remedy?: Said | undefined
  readonly error?: ErrorReport | undefined
}

export type DoctorReport = {
  /** When it was done, milliseconds since the epoch: what was found may be otherwise since. */
  readonly at: number
  readonly target?: ConnectionTarget | undefined
  /** In the order in which they were made, the steps of the way among them. */
  readonly findings: readonly Finding[]
  readonly ladder?: Ladder | undefined
  /** The first that failed: it names the cause. */
  readonly cause?: Finding | undefined
}

/** One file of the bundle, as it will be saved. */
export type BundleFile = { readonly name: string; readonly text: string }

export type Bundle = {
  /** To save exactly what was shown. */
  readonly id: string
  readonly files: readonly BundleFile[]
}

export type SavedBundle =
  | { readonly kind: 'saved'; readonly path: string }
  | { readonly kind: 'cancelled' }
  /** For doors without a dialog: the page hands it to the browser. */
  | { readonly kind: 'download'; readonly name: string; readonly base64: string }
