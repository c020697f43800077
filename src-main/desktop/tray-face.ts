// What the tray shows at a glance: one of five shapes, and the sentence behind it.
import { describeConnection, type ConnectionState } from '../../src-shared/connection.ts'
import { sayError } from '../../src-shared/error-words.ts'
import { currentStep } from '../../src-shared/ladder.ts'
import type { HostColor } from '../../src-shared/settings.ts'
import { withMark } from './host-mark.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

export type TrayShape = 'off' | 'connecting' | 'online' | 'attention' | 'down'

export type TrayFace = {
  readonly shape: TrayShape
  /** Who it is about and how things stand. */
  readonly headline: string
  /** Why, where there is more to say. */
  readonly detail: string
}

/**
 * The face of a connection. A tray cannot count down, so nothing in it may depend on when it is read: a planned attempt
 * is only said to be planned. `prompts` is how many questions and commands wait for a person, `color` that of
 * the host it is about.
 */
export function trayFace(state: ConnectionState, prompts: number, t: T, color?: HostColor): TrayFace {
  const { headline, detail } = describeConnection(state, 0, t)
  return {
    shape: prompts > 0 ? 'attention' : shapeOf(state),
    headline: withMark(color, headline),
    detail: state.phase === 'waiting' ? sayError(state.error, t).message : detail,
  }
}

function shapeOf(state: ConnectionState): TrayShape {
  switch (state.phase) {
    case 'idle':
    case 'closing':
      return 'off'
    case 'opening':
      return currentStep(state.ladder)?.verdict === 'asking' ? 'attention' : 'connecting'
    case 'online':
      return state.degraded === undefined ? 'online' : 'attention'
    case 'waiting':
    case 'failed':
      return 'down'
    case 'needs-you':
      return 'attention'
  }
}
