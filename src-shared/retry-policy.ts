// When to try again. Pure: what is known goes in, a delay comes out.
import { sayDetail } from './error-words.ts'
import { inEnglish } from './i18n/in-english.ts'
import { errorReport, type ErrorReport } from './errors.ts'
import type { LadderStepId } from './ladder.ts'

/** A connection counts as stable, and failures as forgotten, only after this long. */
export const stableAfterMs = 30_000

const second = 1_000
const floorMs = 500
const usualCapMs = 30 * second

/** After so many immediate closes in a row a server is taken to be limiting us (OpenSSH's PerSourcePenalties). */
const earlyClosesBeforeThrottling = 3
const throttledMs = 300 * second

/** Nobody was bothered by these: the host, or its port, was not there. Asking often costs nobody anything. */
const unseenCodes: ReadonlySet<ErrorReport['code']> = new Set([
  'HOST_NOT_FOUND',
  'HOST_UNREACHABLE',
  'TCP_REFUSED',
  'TCP_TIMEOUT',
])

/** Before the other road is tried: what was only a hiccup of the first is not worth leaving it. */
export const otherRoadAfterMs = 750
/** How long another road serves before the first is looked at again. */
export const firstRoadAgainMs = 5 * 60 * second

const roadSteps: ReadonlySet<LadderStepId> = new Set([
  'proxy',
  'resolve',
  'tcp',
  'host-key',
  'ssh-login',
  'channel',
])

/**
 * Whether it is the road that failed, so that another one to the same gateway may do better: something on the way to it
 * that time may heal. A login that is refused is never that, nor what the gateway itself says, nor that it is not there.
 */
export function isRoadFailure({ code, retry }: ErrorReport, step: LadderStepId | undefined): boolean {
  if (code === 'GATEWAY_NOT_LISTENING' || code === 'GATEWAY_NOT_RUNNING') return false
  return unseenCodes.has(code) || (retry === 'later' && step !== undefined && roadSteps.has(step))
}

const doubts: ReadonlySet<ErrorReport['code']> = new Set([
  'HOST_KEY_CHANGED',
  'HOST_KEY_REVOKED',
  'HOST_KEY_UNKNOWN',
  'TLS_FINGERPRINT_MISMATCH',
  'TLS_UNTRUSTED',
])

/**
 * Whether what stands at the end of a road is not what was known to be there. That road is not taken until a person
 * has seen to it. Another road to the same gateway has a key or a certificate of its own, and may be.
 */
export function isDoubtOfRoad({ code }: ErrorReport): boolean {
  return doubts.has(code)
}

const rateLimitedMs = 60 * second
const longestHintMs = 900 * second

/** What a try costs at the moment, and whether anybody waits for it. */
export type Surroundings = {
  /** Whether the window is in front of a person. */
  readonly isSeen: boolean
  readonly onBattery: boolean
}

/** The longest wait between two tries: twice what was asked for while nobody looks and the battery pays for it. */
export function longestWait(wishedMs: number, { isSeen, onBattery }: Surroundings): number {
  return isSeen || !onBattery ? wishedMs : 2 * wishedMs
}

export type RetryHistory = {
  /** Failures in a row, the present one included: 1 or more. */
  readonly failures: number
  /** Closes before the server said anything, in a row, the present one included. */
  readonly earlyCloses: number
}

export type RetryPlan = {
  readonly delayMs: number
  /** The error to show: the plan may know better than the failure itself what is going on. */
  readonly error: ErrorReport
}

/**
 * The wait before the next try after a failure that time may heal. The first is immediate, once; then "full jitter"
 * (AWS Architecture Blog, "Exponential Backoff And Jitter"), so that many clients of one gateway do not come back in
 * step. It never gives up. `random` is in [0, 1); `capMs` is the longest wait for what time may heal.
 */
export function planRetry(
  error: ErrorReport,
  history: RetryHistory,
  random: number,
  capMs: number = usualCapMs,
): RetryPlan {
  if (error.code === 'SSH_CLOSED_EARLY' && history.earlyCloses >= earlyClosesBeforeThrottling) {
    const host = sayDetail(error, 'host', inEnglish)
    return {
      delayMs: throttledMs + random * 0.1 * throttledMs,
      error: errorReport('SERVER_THROTTLING', { host }),
    }
  }
  return { delayMs: Math.round(delayAfter(error, history.failures, random, capMs)), error }
}

function delayAfter(error: ErrorReport, failures: number, random: number, capMs: number): number {
  const { code } = error
  const hint = error.details['retryAfterMs']
  if (code === 'GATEWAY_STARTING' || code === 'GATEWAY_BUSY') {
    return hinted(hint, second) + random * 250 + (failures > 10 ? jittered(failures - 10, random, capMs) : 0)
  }
  if (code === 'GATEWAY_RATE_LIMITED') return hinted(hint, rateLimitedMs) + random * second
  // The host answers and the gateway does not: it is starting, or off. Asking costs the host a little each time.
  if (code === 'GATEWAY_NOT_LISTENING') {
    return 2 * second + random * Math.min(13 * second, second * 2 ** failures)
  }
  const cap = unseenCodes.has(code) ? Math.min(capMs, unseenCapMs(failures)) : capMs
  return failures <= 1 ? 0 : jittered(failures - 2, random, cap)
}

/** A restarted server or a returning network is met within a second at first, later within five. */
function unseenCapMs(failures: number): number {
  if (failures <= 30) return second
  return failures <= 90 ? 5 * second : Infinity
}

function hinted(hint: unknown, otherwise: number): number {
  return typeof hint === 'number' && hint > 0 ? Math.min(hint, longestHintMs) : otherwise
}

function jittered(exponent: number, random: number, capMs: number): number {
  return Math.max(floorMs, random * Math.min(capMs, second * 2 ** exponent))
}

/** The wait before asking again whether a person has done elsewhere what we wait for: 3 s at first, 15 s at last. */
export function quietPollDelay(polls: number, random: number): number {
  return Math.round(Math.min(15 * second, 3 * second * 1.5 ** polls) * (0.9 + 0.2 * random))
}

// ── kicks: reasons to try now ────────────────────────────────────────────────────────────────────────────────────

const kickDebounceMs = second
const maxForced = 3
const forcedWindowMs = 120 * second
const coolDownMs = 300 * second

export type KickHistory = {
  readonly lastAt: number
  /** When a kick made us redial, the newest last. */
  readonly forced: readonly number[]
  /** No kick counts before this; the regular schedule goes on. */
  readonly coolUntil: number
}

export const noKicks: KickHistory = { lastAt: Number.NEGATIVE_INFINITY, forced: [], coolUntil: 0 }

/**
 * Whether a kick of the machine's own (network, wake, unlock) may force a redial now. A flapping network interface may
 * do so three times in two minutes, then not for five. A person's click is not asked here: it always counts.
 */
export function admitKick(before: KickHistory, now: number): { allowed: boolean; history: KickHistory } {
  // A clock that was put back must not silence every kick until it has caught up.
  const history = now < before.lastAt ? noKicks : before
  const recent = { ...history, lastAt: now }
  if (now - history.lastAt < kickDebounceMs || now < history.coolUntil)
    return { allowed: false, history: recent }
  const forced = history.forced.filter(at => now - at < forcedWindowMs)
  if (forced.length >= maxForced) {
    return { allowed: false, history: { lastAt: now, forced: [], coolUntil: now + coolDownMs } }
  }
  return { allowed: true, history: { ...recent, forced: [...forced, now] } }
}
