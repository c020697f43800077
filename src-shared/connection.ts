// What a person picks (target), what is going on (state), and how it is said.
import { z } from 'zod'
import { sayError } from './error-words.ts'
import type { ErrorReport } from './errors.ts'
import type { T } from './i18n/message-types.ts'
import { say, type Said } from './said.ts'
import { sayDuration } from './time-words.ts'
import { currentStep, stepUnderWay, type Ladder } from './ladder.ts'

export const defaultGatewayPort = 18789

const port = z.int().min(1).max(65_535)

/** `ssh2` is built in; `system` runs the computer's own `ssh -W`, one process a channel. */
export const SshEngine = z.enum(['ssh2', 'system'])
export type SshEngine = z.infer<typeof SshEngine>

export const LocalTarget = z.strictObject({
  kind: z.literal('local'),
})

const gatewayUrl = z.string().min(1).max(2048)
const fingerprint = z.string().regex(/^(?:sha256:)?[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i)

/** The same gateway's own address, as a second road to it. */
export const DirectRoad = z.strictObject({
  /** ws:// or wss://, without credentials. */
  url: gatewayUrl,
  /** SHA-256 of the certificate, as for a direct target. */
  tlsFingerprint: fingerprint.optional(),
  /** Taken first, and SSH when it fails. */
  isFirst: z.boolean().optional(),
})
export type DirectRoad = z.infer<typeof DirectRoad>

export const SshTarget = z.strictObject({
  kind: z.literal('ssh'),
  /** As typed: an alias of ssh_config, user@host, user@host:port, [v6]:port, ssh://user@host:port. */
  host: z.string().min(1).max(512),
  /** The gateway's port on the remote host's loopback. */
  gatewayPort: port.default(defaultGatewayPort),
  engine: SshEngine.default('ssh2'),
  /** The stable local listener for other programs: its preferred port, or absent when none is wanted. */
  localPort: port.optional(),
  /** The one key to offer this host, in place of what ssh_config says; `~` is this computer's home. */
  identityFile: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[^-\n\r\0][^\n\r\0]*$/)
    .optional(),
  direct: DirectRoad.optional(),
})
export type SshTarget = z.infer<typeof SshTarget>

export const DirectTarget = z.strictObject({
  kind: z.literal('direct'),
  /** ws:// or wss://, without credentials. */
  url: gatewayUrl,
  /** SHA-256 of the certificate, as 64 hex digits or colon-separated pairs. */
  tlsFingerprint: fingerprint.optional(),
})
export type DirectTarget = z.infer<typeof DirectTarget>

/** What the user picked. The gateway's credential is not part of it: that is in the vault, under `targetKey`. */
export const ConnectionTarget = z.discriminatedUnion('kind', [LocalTarget, SshTarget, DirectTarget])
export type ConnectionTarget = z.infer<typeof ConnectionTarget>

/** What the gateway said of itself when it accepted us. */
export type GatewayInfo = {
  readonly version: string
  readonly protocol: number
  readonly connId: string
  /** Another one means another process, which has forgotten what the first had in mind. Older gateways do not say. */
  readonly bootId?: string | undefined
  /** Milliseconds since the epoch, from the greeting's uptime. */
  readonly startedAt: number
  readonly scopes: readonly string[]
  /** How it knew us: `token`, `password`, `device-token`, `none` … */
  readonly authMethod: string
  readonly methods: readonly string[]
  readonly mainSessionKey: string
  readonly maxPayloadBytes: number
  readonly maxAttachmentBytes: number
  readonly maxImageBytes: number
}

/** The listener other programs on this computer can use. */
export type LocalPortState =
  | { readonly phase: 'off' }
  | { readonly phase: 'listening'; readonly port: number }
  | { readonly phase: 'taken'; readonly error: ErrorReport }

/** The one of two roads that is not what it was, and what it showed: it is not taken until a person has seen to it. */
export type StoppedRoad = {
  readonly via: 'ssh' | 'direct'
  readonly error: ErrorReport
}

type Attempt = {
  readonly target: ConnectionTarget
  /** Which of two roads is taken; absent where there is one. */
  readonly via?: 'ssh' | 'direct' | undefined
  readonly ladder: Ladder
}

export type ConnectionState =
  | { readonly phase: 'idle' }
  | (Attempt & {
      readonly phase: 'opening'
      readonly attempt: number
      readonly since: number
      /** It was lost and comes back; absent where it never was since somebody asked for it. */
      readonly lastOnlineAt?: number | undefined
    })
  | (Attempt & {
      readonly phase: 'online'
      readonly since: number
      readonly gateway: GatewayInfo
      /** Not healthy in some way that still lets us chat: slow, a missed tick, a gateway that says so itself. */
      readonly degraded?: Said | undefined
      /** It is the other road that carries the connection. */
      readonly stopped?: StoppedRoad | undefined
    })
  | (Attempt & {
      readonly phase: 'waiting'
      /** How many attempts have failed in a row. */
      readonly attempt: number
      /** Milliseconds since the epoch; absent while the network is away and no attempt is planned. */
      readonly retryAt?: number | undefined
      readonly error: ErrorReport
      readonly lastOnlineAt?: number | undefined
    })
  | (Attempt & { readonly phase: 'needs-you'; readonly error: ErrorReport })
  | (Attempt & { readonly phase: 'failed'; readonly error: ErrorReport })
  | { readonly phase: 'closing'; readonly target: ConnectionTarget }

/** A name for the target as people would say it. */
export function targetName(target: ConnectionTarget, t: T): string {
  return nameElsewhere(target) ?? t('common.thisComputer')
}

/** The target's own name; undefined for this computer, which messages name in a way that fits their sentence. */
export function nameElsewhere(target: ConnectionTarget): string | undefined {
  switch (target.kind) {
    case 'local':
      return undefined
    case 'ssh':
      return target.host
    case 'direct':
      return target.url
  }
}

/** The stable key under which a target's secrets and drafts are kept. */
export function targetKey(target: ConnectionTarget): string {
  switch (target.kind) {
    case 'local':
      return 'local'
    case 'ssh':
      return `ssh:${target.host}:${target.gatewayPort}`
    case 'direct':
      return `direct:${target.url}`
  }
}

/** The roads to a target, each as a target with one road, in the order in which they are tried. */
export function roadsTo(target: ConnectionTarget): readonly [ConnectionTarget, ConnectionTarget?] {
  if (target.kind !== 'ssh' || !target.direct) return [target]
  const { direct, ...ssh } = target
  const { isFirst, ...address } = direct
  const other: DirectTarget = { kind: 'direct', ...address }
  return isFirst ? [other, ssh] : [ssh, other]
}

/** The gateway's own name in a `targetKey`; undefined for this computer. */
export function nameInKey(key: string): string | undefined {
  return key === 'local' ? undefined : key.replace(/^(?:ssh|direct):/, '')
}

/** How a connection stands, as far as a list of several shows it. */
export type Standing = {
  readonly phase: ConnectionState['phase']
  /** It goes on by itself after a failure. */
  readonly retrying?: Retrying
  /** A person is asked something on the way. */
  readonly isAsking?: true
  readonly isDegraded?: true
  /** The one of two roads that is stopped. */
  readonly stopped?: StoppedRoad['via']
}

/** `reconnecting`: it was online and comes back; `reaching`: it never was since somebody asked for it. */
export type Retrying = 'reconnecting' | 'reaching'

/** Whether it goes on by itself after a failure: the same between two tries as in each of them, so that nothing flickers. */
export function retryingOf(state: ConnectionState): Retrying | undefined {
  if (state.phase !== 'opening' && state.phase !== 'waiting') return undefined
  if (state.lastOnlineAt !== undefined) return 'reconnecting'
  return state.phase === 'waiting' || state.attempt > 1 ? 'reaching' : undefined
}

export function standingOf(state: ConnectionState): Standing {
  const { phase } = state
  const retrying = retryingOf(state)
  if (phase === 'opening') {
    const isAsking = currentStep(state.ladder)?.verdict === 'asking'
    return { phase, ...(retrying && { retrying }), ...(isAsking && { isAsking }) }
  }
  if (phase !== 'online') return { phase, ...(retrying && { retrying }) }
  const { degraded, stopped } = state
  return { phase, ...(degraded && { isDegraded: true }), ...(stopped && { stopped: stopped.via }) }
}

/** A word or two, behind its name in a list. */
export function describeShortly({ phase, retrying, isDegraded, stopped }: Standing, t: T): string {
  if (stopped) return t('connection.short.stopped', { via: stopped })
  if (retrying) return t(`connection.short.${retrying === 'reaching' ? 'notReached' : 'waiting'}`)
  return t(`connection.short.${isDegraded ? 'degraded' : phase}`)
}

export type Tone = 'off' | 'busy' | 'returning' | 'good' | 'attention' | 'bad'

/**
 * The one rule for every colour, mark and shape of a connection. `returning` is amber however long it takes, for nothing
 * transient is given up; `attention` is amber because a person can mend it; only what has ended without hope is `bad`.
 */
export function toneOf({ phase, retrying, isAsking, isDegraded, stopped }: Standing): Tone {
  switch (phase) {
    case 'idle':
    case 'closing':
      return 'off'
    case 'opening':
      if (isAsking) return 'attention'
      return retrying ? 'returning' : 'busy'
    case 'online':
      return isDegraded || stopped ? 'attention' : 'good'
    case 'waiting':
      return 'returning'
    case 'needs-you':
      return 'attention'
    case 'failed':
      return 'bad'
  }
}

export type ConnectionWords = {
  readonly tone: Tone
  readonly headline: string
  readonly detail: string
  /** When it is tried again; apart, so that a long `detail` can be cut short and this is still read. */
  readonly next?: string
}

/** What tray, window and CLI say. `now` in milliseconds since the epoch, for the countdown. */
export function describeConnection(state: ConnectionState, now: number, t: T): ConnectionWords {
  const target = 'target' in state ? nameElsewhere(state.target) : undefined
  const tone = toneOf(standingOf(state))
  switch (state.phase) {
    case 'idle':
      return { tone, headline: t('connection.idle'), detail: t('connection.idleDetail') }
    case 'opening': {
      const step = currentStep(state.ladder)
      const asking = step?.verdict === 'asking'
      return {
        tone,
        headline: t(asking ? 'connection.asking' : headlineOf[retryingOf(state) ?? 'connecting'], { target }),
        detail: step ? stepUnderWay(step.id, t) : '',
      }
    }
    case 'online':
      return {
        tone,
        headline: t('connection.online', { target }),
        detail: state.stopped
          ? t('connection.stopped', {
              via: state.stopped.via,
              problem: sayError(state.stopped.error, t).message,
            })
          : state.degraded
            ? say(state.degraded, t)
            : t('connection.onlineDetail', { version: state.gateway.version, via: state.via }),
      }
    case 'waiting':
      return {
        tone,
        headline: t(headlineOf[retryingOf(state) ?? 'reaching'], { target }),
        detail: sayError(state.error, t).message,
        next: sayNextTry(state.retryAt, now, t),
      }
    case 'needs-you':
      return {
        tone,
        headline: t('connection.needsYou', { target }),
        detail: sayError(state.error, t).message,
      }
    case 'failed':
      return {
        tone,
        headline: t('connection.failed', { target }),
        detail: sayError(state.error, t).message,
      }
    case 'closing':
      return { tone, headline: t('connection.closing', { target }), detail: '' }
  }
}

const headlineOf = {
  connecting: 'connection.opening',
  reconnecting: 'connection.waiting',
  reaching: 'connection.notReached',
} as const

/** All of it in one line, as a terminal shows it. */
export function connectionInOneLine(state: ConnectionState, now: number, t: T): string {
  const { headline, detail, next } = describeConnection(state, now, t)
  const more = [detail, next].filter(Boolean).join(' ')
  return more ? `${headline}: ${more}` : headline
}

function sayNextTry(retryAt: number | undefined, now: number, t: T): string {
  if (retryAt === undefined) return t('connection.waitingForNetwork')
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000))
  const span = seconds < 60 ? t('time.seconds', { seconds }) : sayDuration(seconds * 1000, t)
  return t('connection.nextTry', { span: seconds === 0 ? undefined : span })
}

/** The rights that a person may have asked for, beyond those of everyday use. */
export const askedScopes = ['operator.pairing', 'operator.approvals', 'operator.admin'] as const
export type AskedScope = (typeof askedScopes)[number]
