// Times and dates of messages as people read them.

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const fullDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** `14:05` */
export function sayTime(at: number): string {
  return timeOfDay.format(at)
}

/** The whole date and time, for those who want to know exactly. */
export function sayExactly(at: number): string {
  return exact.format(at)
}

const dayMs = 86_400_000

/** `Today`, `Yesterday`, `Friday, 20 November`, `3 March 2025`. */
export function sayDay(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return days > 0 && days < 180 ? weekday.format(at) : fullDate.format(at)
}

/** In a list: the time for today, else the date. */
export function sayWhen(at: number, now: number): string {
  return startOfDay(at) === startOfDay(now) ? sayTime(at) : shortDate.format(at)
}

function startOfDay(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
