// Which window holds the microphone. One at a time, and only while it is wanted; a window that goes leaves it to others.
import { errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type { MicrophoneState } from '../../src-shared/voice.ts'

export type Microphone = {
  readonly state: () => MicrophoneState
  readonly want: (wanted: boolean) => void
  /** A lease for the first window that asks while it is wanted; undefined for the others. It ends with the signal. */
  readonly take: (signal: AbortSignal) => number | undefined
  readonly isHeldBy: (lease: number) => boolean
  /** The window could not open it, or cannot any more. Nobody tries again before `want` or `retry`. */
  readonly fail: (lease: number, error: ErrorReport) => void
  readonly retry: () => void
}

export const microphoneProblems = ['refused', 'missing', 'busy', 'unsupported'] as const
export type MicrophoneProblem = (typeof microphoneProblems)[number]

export function microphoneError(why: MicrophoneProblem): ErrorReport {
  return errorReport('MICROPHONE_UNAVAILABLE', { why })
}

export function openMicrophoneDesk(onChange: () => void): Microphone {
  let state: MicrophoneState = { phase: 'closed' }
  let isWanted = false
  let lease = 0
  let stopWatching = (): void => undefined

  const set = (next: MicrophoneState) => {
    state = next
    onChange()
  }
  const letGo = () => {
    stopWatching()
    stopWatching = () => undefined
    lease += 1
  }

  return {
    state: () => state,
    want: wanted => {
      if (wanted === isWanted) return
      isWanted = wanted
      letGo()
      set({ phase: wanted ? 'wanted' : 'closed' })
    },
    take: signal => {
      if (state.phase !== 'wanted' || signal.aborted) return undefined
      letGo()
      const mine = lease
      const onGone = () => {
        if (mine !== lease) return
        letGo()
        set({ phase: isWanted ? 'wanted' : 'closed' })
      }
      signal.addEventListener('abort', onGone, { once: true })
      stopWatching = () => signal.removeEventListener('abort', onGone)
      set({ phase: 'open' })
      return mine
    },
    isHeldBy: other => state.phase === 'open' && other === lease,
    fail: (other, error) => {
      if (state.phase !== 'open' || other !== lease) return
      letGo()
      set({ phase: 'failed', error })
    },
    retry: () => {
      if (state.phase === 'failed') set({ phase: isWanted ? 'wanted' : 'closed' })
    },
  }
}
