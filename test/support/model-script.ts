// What a scripted model is told to say.

/** A turnstile the test holds: the server waits at it before each token, the test lets it through. */
export type Gate = {
  /** Settles when a release is there for this caller. Used by the server. */
  pass(): Promise<void>
  /** Lets `count` tokens through (default 1). */
  release(count?: number): void
  /** Lets everything through from now on. */
  open(): void
}

/**
 * How one request is answered. `echo`: "echo: " and the last user text, word by word. `tokens`: those pieces, each
 * waiting at `gate` when there is one; a `thought` comes before them. `tool-call`: the model asks for a tool, perhaps
 * after a thought. `error`: that status and message (use 400: OpenClaw puts a provider that answers 401 on a cooldown),
 * and `code` as OpenAI has it. `hang`: the connection stays open and silent. `cut`: it breaks after those words.
 * `hang-up`: it breaks before any.
 */
export type ModelScript =
  /** `paceMs`: how long each word takes. */
  | { readonly kind: 'echo'; readonly paceMs?: number }
  | {
      readonly kind: 'tokens'
      readonly pieces: readonly string[]
      readonly gate?: Gate
      readonly thought?: string
    }
  | {
      readonly kind: 'tool-call'
      readonly name: string
      readonly arguments: unknown
      readonly id?: string
      readonly thought?: string
    }
  | { readonly kind: 'error'; readonly status: number; readonly message: string; readonly code?: string }
  | { readonly kind: 'hang' | 'hang-up' }
  | { readonly kind: 'cut'; readonly pieces: readonly string[] }

/** What a dialect puts into its own words. */
export type Speech = {
  readonly script: ModelScript
  readonly model: string
  /** The words one by one, at the pace of the script's gate; they end early when the client hangs up. */
  readonly words: () => AsyncIterable<string>
}
