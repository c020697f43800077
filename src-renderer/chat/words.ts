// Times and dates of messages as people read them.
import type { T } from '../../src-shared/i18n/message-types.ts'

/** `14:05` */
export function sayTime(at: number, t: T): string {
  return t('chat.dates.time', { at })
}

/** The whole date and time, for those who want to know exactly. */
export function sayExactly(at: number, t: T): string {
  return t('chat.dates.exact', { at })
}

const dayMs = 86_400_000

/** `Today`, `Yesterday`, `Friday, 20 November`, `3 March 2025`. */
export function sayDay(at: number, now: number, t: T): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs)
  if (days === 0) return t('chat.dates.today')
  if (days === 1) return t('chat.dates.yesterday')
  return t(days > 0 && days < 180 ? 'chat.dates.weekday' : 'chat.dates.day', { at })
}

/** In a list: the time for today, else the date. */
export function sayWhen(at: number, now: number, t: T): string {
  return startOfDay(at) === startOfDay(now) ? sayTime(at, t) : t('chat.dates.short', { at })
}

function startOfDay(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
