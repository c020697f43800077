// What turns sound into words. It runs on this computer, and whoever uses it does not know which one it is.

/** What every engine is fed: one channel, 16-bit, so many samples a second. */
export const sampleRate = 16_000

export type HeardWord = {
  readonly text: string
  /** Milliseconds since the engine was opened, by the sound itself rather than by when it was understood. */
  readonly startMs: number
  readonly endMs: number
}

/** The words of the present utterance, from its beginning; each one replaces the one before. */
export type Heard = {
  readonly text: string
  /** Absent when the engine does not know when which word was said. */
  readonly words?: readonly HeardWord[] | undefined
  /** The utterance is over: the next words begin another. */
  readonly isFinal: boolean
}

export type Engine = {
  readonly hear: (pcm: Int16Array) => void
  /** Forgets the present utterance; nothing of what was said before is told after this. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}

export type EngineWatchers = {
  readonly onHeard: (heard: Heard) => void
  /** The engine ended by itself, with an AppError that says why. */
  readonly onGone: (error: unknown) => void
}

/**
 * Loads a model. Rejects with VOICE_MODEL_INCOMPLETE, VOICE_MODEL_BROKEN or VOICE_ENGINE_MISSING; CANCELLED when the
 * signal aborts.
 */
export type OpenEngine = (modelDir: string, watchers: EngineWatchers, signal: AbortSignal) => Promise<Engine>
