// What comes of a failure: a wait, a person who is needed, or the end.
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import { climb, currentStep, type Ladder } from '../../../src-shared/ladder.ts'
import {
  otherRoadAfterMs,
  quietPollDelay,
  planRetry,
  stableAfterMs,
  type RetryHistory,
} from '../../../src-shared/retry-policy.ts'
import { needsNetwork } from './kicks.ts'
import { isOverByItself } from './over-by-itself.ts'
import { noFailures, stay, type Circumstances, type Machine, type Step } from './machine.ts'
import { isForOther, stoppedBy } from './roads.ts'

export function failed(machine: Machine, error: ErrorReport, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'opening' && state.phase !== 'online' && !machine.quiet) return stay(machine)
  if (!('target' in state)) return stay(machine)
  const { target } = state
  const wasStable = state.phase === 'online' && given.now - state.since >= stableAfterMs
  const before = wasStable ? noFailures : machine.history
  const history: RetryHistory = {
    failures: before.failures + 1,
    earlyCloses: error.code === 'SSH_CLOSED_EARLY' ? before.earlyCloses + 1 : 0,
  }
  const ladder = withFailure(machine.ladder, error, given.now)
  const after: Machine = {
    ...machine,
    ladder,
    quiet: false,
    history,
    lastOnlineAt: state.phase === 'online' ? given.now : machine.lastOnlineAt,
  }
  const at = { target, ladder }

  if (isOverByItself(error)) {
    const quietPolls = machine.quietPolls + 1
    return {
      machine: { ...after, quietPolls, state: { phase: 'needs-you', ...at, error } },
      effects: [
        {
          kind: 'schedule',
          generation: machine.generation,
          at: given.now + quietPollDelay(machine.quietPolls, given.random),
        },
      ],
    }
  }
  const stopped = stoppedBy(machine, target, error)
  if (stopped && (!machine.stopped || machine.stopped.via === stopped.via)) {
    return needsYouHere({ ...after, stopped }, at, otherRoadAfterMs, given)
  }
  if (error.retry === 'after-change') {
    return stay({ ...after, state: { phase: 'needs-you', ...at, error } })
  }
  if (error.retry === 'never') {
    return {
      machine: { ...after, state: { phase: 'failed', ...at, error } },
      effects: [{ kind: 'end', road: true }],
    }
  }
  if (machine.stopped) {
    const { delayMs } = planRetry(error, history, given.random, given.longestWaitMs)
    return needsYouHere(after, at, delayMs, given)
  }
  return wait(after, at, error, given)
}

/** One road is stopped and the other does not carry: a person is needed for the one while the other is tried behind that. */
function needsYouHere(machine: Machine, at: Place, delayMs: number, given: Circumstances): Step {
  const { stopped, generation } = machine
  if (!stopped) return stay(machine)
  return {
    machine: { ...machine, state: { phase: 'needs-you', ...at, via: stopped.via, error: stopped.error } },
    effects: [{ kind: 'schedule', generation, at: given.now + delayMs }],
  }
}

/** Every failure stands on a step: the one that reported it, else the one where things stood. */
function withFailure(ladder: Ladder, error: ErrorReport, now: number): Ladder {
  if (ladder.some(step => step.verdict === 'failed')) return ladder
  const step = currentStep(ladder)?.id ?? 'health'
  return climb(ladder, { step, verdict: 'failed', at: now, error })
}

type Place = { readonly target: ConnectionTarget; readonly ladder: Ladder }

function wait(machine: Machine, at: Place, error: ErrorReport, given: Circumstances): Step {
  // What was open and is lost has its own road tried first: mostly it is there at once.
  const takesOther = machine.state.phase !== 'online' && isForOther(machine, at.target, at.ladder, error)
  const plan = takesOther
    ? { delayMs: otherRoadAfterMs, error }
    : planRetry(error, machine.history, given.random, given.longestWaitMs)
  const held = machine.networkAway && needsNetwork(at.target)
  const retryAt = held ? undefined : given.now + plan.delayMs
  return {
    machine: {
      ...machine,
      takesOther,
      state: {
        phase: 'waiting',
        ...at,
        attempt: machine.history.failures,
        retryAt,
        error: plan.error,
        lastOnlineAt: machine.lastOnlineAt,
      },
    },
    effects: retryAt === undefined ? [] : [{ kind: 'schedule', generation: machine.generation, at: retryAt }],
  }
}
