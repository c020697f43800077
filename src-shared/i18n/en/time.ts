// Spans of time, short enough for a table.
export const time = {
  underMillisecond: '< 1 ms',
  milliseconds: '{ms, number} ms',
  secondsAndTenths: '{seconds, number, ::.0} s',
  seconds: '{seconds, number} s',
  minutesAndSeconds: '{minutes, number} min {seconds, number, ::00} s',
  minutes: '{minutes, number} min',
  hours: '{hours, number} h',
  hoursAndMinutes: '{hours, number} h {minutes, number} min',
  days: '{days, number} d',
  daysAndHours: '{days, number} d {hours, number} h',
  ago: '{span} ago',
  justNow: 'just now',
} as const
