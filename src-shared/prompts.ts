// Questions that only a person can answer. The window, the browser page and the CLI each answer the same ones.
import { z } from 'zod'
import type { ConnectionTarget } from './connection.ts'

type Hosted = {
  /** As the person typed it, or the jump host's own name. */
  readonly host: string
  /** The jump host before it, when the question comes from further down the road. */
  readonly via?: string | undefined
}

/**
 * An unknown host key. Nothing secret has been sent when this is asked. (A changed key is no question: it ends the
 * attempt with HOST_KEY_CHANGED, and replacing the known key is a separate, deliberate act.)
 */
export type HostKeyPrompt = Hosted & {
  readonly kind: 'host-key'
  readonly port: number
  /** The address that was dialled. */
  readonly address: string
  readonly keyType: string
  /** `SHA256:…`, as ssh-keygen -lf prints it. */
  readonly fingerprint: string
  /** Other names under which this very key is already known. */
  readonly alsoKnownAs: readonly string[]
  /** Key types under which this host is already known: a reason to be careful. */
  readonly otherKnownTypes: readonly string[]
  /** The command that shows the fingerprint on the host itself. */
  readonly howToCheck: string
}

export type PasswordPrompt = Hosted & {
  readonly kind: 'password'
  readonly user: string
  readonly attempt: number
}

export type PassphrasePrompt = {
  readonly kind: 'passphrase'
  readonly path: string
  readonly attempt: number
}

/** Texts come from the server; control characters are already taken out. They are shown as plain text only. */
export type KeyboardInteractivePrompt = Hosted & {
  readonly kind: 'keyboard-interactive'
  readonly user: string
  readonly name: string
  readonly instructions: string
  readonly questions: readonly { readonly text: string; readonly echo: boolean }[]
}

/** What the app would do on the gateway's own host, over the SSH connection that is open. Asked each time anew. */
export type OverSshPrompt = Omit<Hosted, 'via'> & {
  readonly kind: 'over-ssh'
  readonly what: 'read' | 'approve'
  /** The account that is logged in to. */
  readonly user: string
  /** `SHA256:…` of the host's verified key. The yes holds for this key alone. */
  readonly hostKey: string
  /** All that is run there, with the paths that were found there. */
  readonly commands: readonly string[]
}

/** Whether a gateway may be asked for the right to do everything there, which its secret may grant at once. */
export type WiderScopePrompt = {
  readonly kind: 'wider-scope'
  readonly scope: 'operator.admin'
  readonly target: ConnectionTarget
}

export type PromptQuestion =
  | HostKeyPrompt
  | PasswordPrompt
  | PassphrasePrompt
  | KeyboardInteractivePrompt
  | OverSshPrompt
  | WiderScopePrompt

/** A question that waits for its answer. */
export type PendingPrompt = { readonly id: string; readonly question: PromptQuestion }

const cancel = z.strictObject({ kind: z.literal('cancel') })
const maxAnswerLength = 16_384

export const PromptAnswer = z.discriminatedUnion('kind', [
  cancel,
  /** `expected`: the fingerprint the person pasted. When it is given and differs, the answer counts as a refusal. */
  z.strictObject({
    kind: z.literal('host-key'),
    trust: z.enum(['once', 'save']),
    expected: z.string().max(256).optional(),
  }),
  z.strictObject({
    kind: z.literal('password'),
    password: z.string().max(maxAnswerLength),
    save: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('passphrase'),
    passphrase: z.string().max(maxAnswerLength),
    save: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('keyboard-interactive'),
    answers: z.array(z.string().max(maxAnswerLength)).max(64),
  }),
  /** Yes, to exactly these commands. */
  z.strictObject({ kind: z.literal('over-ssh') }),
  z.strictObject({ kind: z.literal('wider-scope') }),
])
export type PromptAnswer = z.infer<typeof PromptAnswer>
