// What the tray shows at a glance: one of five shapes, and the sentence behind it.
import {
  describeConnection,
  describeShortly,
  nameElsewhere,
  standingOf,
  toneOf,
  type ConnectionState,
  type Standing,
  type Tone,
} from '../../src-shared/connection.ts'
import type { GatewayEntry } from '../../src-shared/desktop-api.ts'
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
 * The face of a connection. A tray cannot count down, so nothing in it may depend on when it is read. `prompts` is how many
 * questions and commands wait for a person, `color` that of the host it is about.
 */
export function trayFace(state: ConnectionState, prompts: number, t: T, color?: HostColor): TrayFace {
  const { headline, detail } = describeConnection(state, 0, t)
  return {
    shape: prompts > 0 ? 'attention' : shapeOf(standingOf(state)),
    headline: withMark(color, headline),
    detail,
  }
}

/** What counts against what: the worst of several is shown. */
const worstFirst: readonly TrayShape[] = ['down', 'attention', 'connecting', 'online', 'off']

/**
 * The face of several connections: the worst of their shapes, how many are well, and who is not. Those that nobody wants
 * to be connected count for nothing; of one alone it is the face of that one.
 */
export function trayFaceOfAll(entries: readonly GatewayEntry[], prompts: number, t: T): TrayFace {
  const wanted = entries.filter(({ stands }) => stands.phase !== 'idle' && stands.phase !== 'closing')
  const seen = wanted.map(({ stands }) => shapeOf(stands))
  const online = wanted.filter(({ stands }) => stands.phase === 'online').length
  const unwell = wanted.filter(({ stands }) => shapeOf(stands) !== 'online')
  const worst = worstFirst.find(shape => seen.includes(shape)) ?? 'off'
  return {
    shape: prompts > 0 ? 'attention' : worst,
    headline: t('desktop.tray.counts', { online, wanted: wanted.length }),
    detail: unwell
      .map(entry =>
        t('desktop.tray.stands', { name: nameOf(entry, t), how: describeShortly(entry.stands, t) }),
      )
      .join(' · '),
  }
}

/** As lists call it. */
export function nameOf({ label, target }: Pick<GatewayEntry, 'label' | 'target'>, t: T): string {
  return plain(label) ?? nameElsewhere(target) ?? t('desktop.tray.thisComputer')
}

/** Control characters, marks that turn the direction, and what has no width; the joiner of emoji may stay. */
const hidden = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?!\s)\p{Cc}/gu
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** A tray knows no marks but those in the text: what is written from right to left must not turn what stands around it. */
function plain(label: string | undefined): string | undefined {
  const text = label?.replaceAll(hidden, '').replaceAll(/\s+/g, ' ').trim()
  if (!text) return undefined
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

const shapes: Record<Tone, TrayShape> = {
  off: 'off',
  busy: 'connecting',
  returning: 'connecting',
  good: 'online',
  attention: 'attention',
  bad: 'down',
}

export function shapeOf(standing: Standing): TrayShape {
  return shapes[toneOf(standing)]
}
