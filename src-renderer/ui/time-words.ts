// Spans of time as people read them.

/** A measured time: `12 ms`, `1.4 s`, `2 min 05 s`. */
export function sayDuration(ms: number): string {
  if (ms < 0.5) return '< 1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** A long span, in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `4 d 2 h`. */
export function saySpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

/** How long ago; anything in the last two seconds is `just now`. */
export function sayAgo(at: number, now: number): string {
  return now - at < 2000 ? 'just now' : `${saySpan(now - at)} ago`
}
