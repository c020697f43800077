// What an OpenClaw configuration file would bring along, as it is shown before anything is saved. No secret is in it.
import { z } from 'zod'
import type { ConnectionTarget } from './connection.ts'

/** A configuration with every comment of its documentation has some 200 kB. */
export const maxImportBytes = 1024 * 1024

/** A file by its path; or, from a page that may open what a person chooses but not learn where it lies, by its text. */
export const ImportSource = z.union([
  z.strictObject({ path: z.string().min(1).max(4096) }),
  z.strictObject({ name: z.string().min(1).max(255), text: z.string().max(maxImportBytes) }),
])
export type ImportSource = z.infer<typeof ImportSource>

/**
 * Why a key stays where it is. `gateway`: it is the gateway's own business, and goes on working there. `asked-later`:
 * Gangway asks or finds it out when it connects. `include`: the file it names is not followed. `one-secret`: the token
 * is taken instead. `provider` and `unset-variable`: the secret stands elsewhere. `ssh-config`: to be said there.
 */
export type LeftReason =
  | 'gateway'
  | 'asked-later'
  | 'include'
  | 'one-secret'
  | 'provider'
  | 'unset-variable'
  | 'ssh-config'

export type LeftKeys = { readonly reason: LeftReason; readonly keys: readonly string[] }

export type ImportPlan = {
  /** Its name alone where only that is known. */
  readonly path: string
  /** Of the file as it was read: taking over asks whether it is still the same. */
  readonly hash: string
  readonly target: ConnectionTarget
  /** That there is a secret, and under which key it stands; never the secret. */
  readonly credential?: { readonly kind: 'token' | 'password'; readonly from: string } | undefined
  /** What is done about an SSH host's key that is not known: refuse it, or do as ssh_config says. */
  readonly hostKeys?: 'yes' | 'follow' | undefined
  readonly left: readonly LeftKeys[]
}
