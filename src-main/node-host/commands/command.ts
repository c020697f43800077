// What a command of this node is, and how its answers look.

export type CommandAnswer =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** What a person is asked before something runs. */
export type RunQuestion = {
  readonly command: string
  readonly argv: readonly string[]
  readonly cwd: string
  readonly resolvedPath: string
  readonly agentId: string | undefined
  readonly sessionKey: string | undefined
}

export type Decision = 'allow-once' | 'allow-always' | 'deny'

export type CommandUse = {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Milliseconds since the epoch, after which nobody waits. */
  readonly deadlineAt: number
  /**
   * Asks the people who may decide, through the gateway. `expired` when nobody answered in time, `nobody` when this
   * gateway takes no questions from nodes. Rejects when the connection ends before there is an answer.
   */
  readonly ask: (question: RunQuestion) => Promise<Decision | 'expired' | 'nobody'>
}

export type NodeCommand = {
  /** OpenClaw's name for it. */
  readonly name: string
  /** Whether it works on this computer as it is now; only then is it offered. */
  readonly isAvailable: () => Promise<boolean>
  /** Whether doing it twice differs from doing it once. */
  readonly hasEffect: boolean
  /** Bugs reject; whatever can be expected is an answer. */
  readonly run: (params: unknown, use: CommandUse) => Promise<CommandAnswer>
}

export function done(payload: unknown): CommandAnswer {
  return { ok: true, payload }
}

export function refused(code: string, message: string): CommandAnswer {
  return { ok: false, code, message }
}

export const always = () => Promise.resolve(true)
