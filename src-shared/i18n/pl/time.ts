import type { time as source } from '../en/time.ts'
import type { Translation } from '../message-types.ts'

const days = '{days, plural, one {# dzień} few {# dni} many {# dni} other {# dnia}}'

export const time: Translation<typeof source> = {
  underMillisecond: '< 1 ms',
  milliseconds: '{ms, number} ms',
  secondsAndTenths: '{seconds, number, ::.0} s',
  seconds: '{seconds, number} s',
  minutesAndSeconds: '{minutes, number} min {seconds, number, ::00} s',
  minutes: '{minutes, number} min',
  hours: '{hours, number} godz.',
  hoursAndMinutes: '{hours, number} godz. {minutes, number} min',
  days,
  daysAndHours: `${days} {hours, number} godz.`,
  ago: '{span} temu',
  justNow: 'przed chwilą',
}
