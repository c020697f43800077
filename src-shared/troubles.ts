// What befell the files of this installation: told in the window until a person has seen it, in the doctor and in the log.
import type { LockedSecret } from './desktop-api.ts'
import type { ErrorReport } from './errors.ts'

/** What became of a file that was damaged. The damaged one is kept under another name. */
export type Salvage =
  /** The settings of the app; `last-good`: as they were after the last change that is known to have been whole. */
  | { readonly kind: 'settings'; readonly from: 'last-good' | 'defaults' }
  /** Messages that were waiting; `lost` is absent where nobody can tell how many there were. */
  | { readonly kind: 'outbox'; readonly kept: number; readonly lost?: number | undefined }
  /** The gateway's own database; `lost` counts messages of conversations, and is absent where nobody can tell. */
  | {
      readonly kind: 'gateway'
      readonly conversations: number
      readonly messages: number
      readonly devices: number
      readonly lost?: number | undefined
    }

/** A damaged file that was put aside. */
export type BadFile = {
  /** Its name now, such as `outbox.db.bad-1732790000000`. */
  readonly id: string
  readonly path: string
  /** When it was put aside, in milliseconds since the epoch. */
  readonly at: number
  /** Absent once a person has seen it, or where it could not be written down. */
  readonly salvage?: Salvage | undefined
}

export type Trouble =
  | (BadFile & { readonly salvage: Salvage })
  /** A secret that cannot be had, for as long as that is so. */
  | { readonly id: 'vault'; readonly locked: LockedSecret }
  /** The person's own configuration, for as long as it cannot be used. What was read of it before stays in force. */
  | { readonly id: 'configuration'; readonly path: string; readonly error: ErrorReport }
