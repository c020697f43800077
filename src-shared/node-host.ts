// This computer as a node: what it is doing for the gateway, as the window, the CLI and the log show it.
import type { ConnectionState } from './connection.ts'
import type { ErrorReport } from './errors.ts'

/** What may run on this computer: nothing, what is listed, or besides that what a person allows. */
export const execPolicyModes = ['deny', 'allowlist', 'ask'] as const
export type ExecPolicyMode = (typeof execPolicyModes)[number]

/** Whether a person at the gateway has let it be asked what it offers. */
export type NodeApproval = 'unknown' | 'waiting' | 'approved'

export type NodeHostState =
  | { readonly phase: 'off' }
  /** It cannot be a node at all, for example because another program on this computer is it already. */
  | { readonly phase: 'failed'; readonly error: ErrorReport }
  | {
      readonly phase: 'on'
      /** As gateways list it. */
      readonly nodeId: string
      readonly commands: readonly string[]
      readonly connection: ConnectionState
      readonly approval: NodeApproval
      /** How many calls are under way. */
      readonly running: number
    }
