// What an OpenClaw configuration file would bring along, as it is shown before anything is saved. No secret is in it.
import type { ConnectionTarget } from './connection.ts'

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
