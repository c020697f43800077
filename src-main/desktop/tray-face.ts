// What the tray shows at a glance: one of five shapes, and the sentence behind it.
import { describeConnection, type ConnectionState } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'

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
 * is only said to be planned. `prompts` is how many questions wait for a person.
 */
export function trayFace(state: ConnectionState, prompts: number): TrayFace {
  const { headline, detail } = describeConnection(state, 0, inEnglish)
  return {
    shape: prompts > 0 ? 'attention' : shapeOf(state),
    headline,
    detail: state.phase === 'waiting' ? state.error.message : detail,
  }
}

function shapeOf(state: ConnectionState): TrayShape {
  switch (state.phase) {
    case 'idle':
    case 'closing':
      return 'off'
    case 'opening':
      return describeConnection(state, 0, inEnglish).tone === 'attention' ? 'attention' : 'connecting'
    case 'online':
      return state.degraded === undefined ? 'online' : 'attention'
    case 'waiting':
    case 'failed':
      return 'down'
    case 'needs-you':
      return 'attention'
  }
}

/** One line for the tooltip; Windows cuts it at 127 characters. */
export function tooltip(name: string, { headline, detail }: TrayFace): string {
  const text = detail === '' ? `${name}: ${headline}` : `${name}: ${headline}\n${detail}`
  return text.length <= 127 ? text : `${text.slice(0, 126)}…`
}
