import type { Engine, EngineWatchers, Heard, OpenEngine } from '../../src-main/voice/engine.ts'

export type ScriptedEngine = {
  readonly open: OpenEngine
  /** Understands this; the engine has to be open. */
  readonly say: (text: string, more?: Partial<Heard>) => void
  readonly end: (error: unknown) => void
  /** The folders that were opened, oldest first. */
  readonly opened: readonly string[]
  /** The sound of the engine that is open. */
  readonly sound: readonly Int16Array[]
  readonly resets: () => number
  readonly isOpen: () => boolean
}

/** An engine that hears what the test says. Its model is wherever `refuse` does not throw. */
export function scriptEngine(refuse: (dir: string) => void = () => undefined): ScriptedEngine {
  const opened: string[] = []
  const sound: Int16Array[] = []
  let watchers: EngineWatchers | undefined
  let resets = 0
  const engine: Engine = {
    hear: pcm => void sound.push(pcm),
    reset: () => void (resets += 1),
    close: async () => void (watchers = undefined),
  }
  const listener = () => {
    if (!watchers) throw new Error('the engine is closed')
    return watchers
  }
  return {
    open: async (dir, listeners) => {
      refuse(dir)
      opened.push(dir)
      watchers = listeners
      return engine
    },
    say: (text, more) => listener().onHeard({ text, isFinal: false, ...more }),
    end: error => {
      const { onGone } = listener()
      watchers = undefined
      onGone(error)
    },
    opened,
    sound,
    resets: () => resets,
    isOpen: () => watchers !== undefined,
  }
}
