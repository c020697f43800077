// Spans of time as people read them.
import type { T } from './i18n/message-types.ts'

/** A measured time: `12 ms`, `1.4 s`, `2 min 05 s`. */
export function sayDuration(ms: number, t: T): string {
  if (ms < 0.5) return t('time.underMillisecond')
  if (ms < 1000) return t('time.milliseconds', { ms: Math.round(ms) })
  const seconds = ms / 1000
  if (seconds < 9.95) return t('time.secondsAndTenths', { seconds })
  if (seconds < 60) return t('time.seconds', { seconds: Math.round(seconds) })
  const whole = Math.floor(seconds)
  return t('time.minutesAndSeconds', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
}

/** A long span, in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `4 d 2 h`. */
export function saySpan(ms: number, t: T): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return t('time.seconds', { seconds })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return t('time.minutes', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24)
    return minutes % 60 === 0
      ? t('time.hours', { hours })
      : t('time.hoursAndMinutes', { hours, minutes: minutes % 60 })
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? t('time.days', { days }) : t('time.daysAndHours', { days, hours: hours % 24 })
}

/** How long ago; anything in the last two seconds is `just now`. */
export function sayAgo(at: number, now: number, t: T): string {
  return now - at < 2000 ? t('time.justNow') : t('time.ago', { span: saySpan(now - at, t) })
}
