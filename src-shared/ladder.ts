// The ladder: the steps from "a name" to "a healthy gateway". Every door shows the same steps in the same words.
import type { ErrorReport } from './errors.ts'
import type { T } from './i18n/message-types.ts'
import { phrase, type Said } from './said.ts'

export const ladderSteps = [
  'proxy',
  'resolve',
  'tcp',
  'host-key',
  'ssh-login',
  'channel',
  'gateway',
  'handshake',
  'gateway-auth',
  'pairing',
  'scopes',
  'health',
] as const

export type LadderStepId = (typeof ladderSteps)[number]

/** `asking`: the step waits for a person (a fingerprint to confirm, a passphrase to enter). */
export type Verdict = 'waiting' | 'running' | 'asking' | 'passed' | 'failed'

/** What an SSH server and we have agreed on, for who looks closer: the doctor. */
export type SshFacts = {
  /** As the server names itself: `OpenSSH_9.2p1 Debian-2`. */
  readonly software?: string | undefined
  /** The key exchange, by its name in the protocol. */
  readonly kex?: string | undefined
  readonly cipher?: string | undefined
  /** The ways to log in that the server has named, in its order. */
  readonly offered?: readonly string[] | undefined
}

export type LadderStep = {
  readonly id: LadderStepId
  readonly verdict: Verdict
  /** Milliseconds since the epoch, when the step began. */
  readonly startedAt?: number | undefined
  /** How long it took so far or in all, a person's thinking time included. */
  readonly durationMs?: number | undefined
  /** What was found: an address, a key's fingerprint, the way of login, a version. */
  readonly note?: Said | undefined
  readonly ssh?: SshFacts | undefined
  readonly error?: ErrorReport | undefined
}

export type Ladder = readonly LadderStep[]

/** What the parts on the way report. `via` names the jump host that a step is about, when it is not the target's own. */
export type LadderEvent = {
  readonly step: LadderStepId
  readonly verdict: Exclude<Verdict, 'waiting'>
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly note?: Said | undefined
  readonly via?: string | undefined
  readonly ssh?: SshFacts | undefined
  readonly error?: ErrorReport | undefined
}

/** Given down the road (`signal` beside it), so that each part reports its own steps. */
export type LadderReporter = (event: Omit<LadderEvent, 'at'>) => void

const sshSteps: readonly LadderStepId[] = ['host-key', 'ssh-login', 'channel']
/** Nobody knows beforehand whether there is one on the way: it stands in the ladder once it is met. */
const stepsMet: readonly LadderStepId[] = ['proxy']

export function stepTitle(step: LadderStepId, t: T): string {
  return t(`ladder.steps.${step}`)
}

/** What is being done, while it is. */
export function stepUnderWay(step: LadderStepId, t: T): string {
  return t(`ladder.doing.${step}`)
}

/** The steps that a connection of this kind climbs, all still waiting. */
export function newLadder(kind: 'local' | 'ssh' | 'direct'): Ladder {
  return ladderSteps
    .filter(id => !stepsMet.includes(id) && (kind === 'ssh' || !sshSteps.includes(id)))
    .map(id => ({ id, verdict: 'waiting' as const }))
}

/**
 * The ladder after one report. A step that begins closes nothing by itself; a step reported twice (a jump host, then
 * the target) goes on from its first start, so its time is the whole way's.
 */
export function climb(ladder: Ladder, event: LadderEvent): Ladder {
  return withStepMet(ladder, event.step).map(step => {
    if (step.id !== event.step) return step
    const startedAt = step.startedAt ?? event.at
    const note = noteOf(event) ?? step.note
    return {
      id: step.id,
      verdict: event.verdict,
      startedAt,
      durationMs: Math.max(0, event.at - startedAt),
      note,
      ...sshOf(step, event),
      error: event.error,
    }
  })
}

function withStepMet(ladder: Ladder, id: LadderStepId): Ladder {
  if (!stepsMet.includes(id) || ladder.some(step => step.id === id)) return ladder
  const steps = [...ladder, { id, verdict: 'waiting' as const }]
  return steps.toSorted((one, other) => ladderSteps.indexOf(one.id) - ladderSteps.indexOf(other.id))
}

/** A jump host's own are passed over. */
function sshOf({ ssh: before }: LadderStep, { ssh, via }: LadderEvent): Pick<LadderStep, 'ssh'> {
  const learned = via === undefined && ssh !== undefined ? { ...before, ...ssh } : before
  return learned === undefined ? {} : { ssh: learned }
}

function noteOf({ note, via }: LadderEvent): Said | undefined {
  return note !== undefined && via ? phrase('noteVia', { via, note }) : note
}

/** The step where things stand: the failed or asking one, else the running one, else the first that waits. */
export function currentStep(ladder: Ladder): LadderStep | undefined {
  return (
    ladder.find(step => step.verdict === 'failed' || step.verdict === 'asking') ??
    ladder.find(step => step.verdict === 'running') ??
    ladder.find(step => step.verdict === 'waiting')
  )
}
