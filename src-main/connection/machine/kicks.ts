// What befalls the computer, or a person does, that makes a try worthwhile now or none for a while.
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import { admitKick } from '../../../src-shared/retry-policy.ts'
import { open, tryQuietly } from './begin.ts'
import { isOverByItself } from './over-by-itself.ts'
import { noFailures, stay, type Circumstances, type Kick, type Machine, type Step } from './machine.ts'

export function kicked(machine: Machine, reason: Kick, given: Circumstances): Step {
  const { state } = machine
  if (reason === 'user') return kickedByPerson(machine, given)
  if (state.phase === 'idle' || state.phase === 'closing' || state.phase === 'failed') return stay(machine)
  if (state.phase === 'online') return { machine, effects: [{ kind: 'probe' }] }
  if (!isWorthwhile(machine, reason)) return stay(machine)
  const { allowed, history } = admitKick(machine.kicks, given.now)
  const remembered = { ...machine, kicks: history }
  if (!allowed) return stay(remembered)
  // After sleep or on another network the old road is not to be trusted, even where it looks open.
  return state.phase === 'needs-you'
    ? tryQuietly(remembered, state.target, given)
    : open(remembered, state.target, { attended: false, quiet: false, endRoad: true }, given)
}

export function kickedByPerson(machine: Machine, given: Circumstances): Step {
  const { state } = machine
  if (state.phase !== 'waiting' && state.phase !== 'needs-you' && state.phase !== 'failed') {
    return stay(machine)
  }
  const fresh = { ...machine, history: noFailures, quietPolls: 0, stopped: undefined }
  return open(fresh, state.target, { attended: true, quiet: false, endRoad: false }, given)
}

export function isWorthwhile(machine: Machine, reason: Kick): boolean {
  const { state } = machine
  if (reason === 'said-offline') return false
  if (reason === 'said-online' && state.phase !== 'waiting') return false
  if (state.phase === 'waiting') return !(machine.networkAway && needsNetwork(state.target))
  // What began before the network changed waits for an answer that cannot come; a person's own is worth the wait.
  if (state.phase === 'opening') {
    if (reason === 'network') return !machine.ladder.some(({ verdict }) => verdict === 'asking')
    return reason !== 'unlock' && machine.ladder.find(step => step.id === 'tcp')?.verdict !== 'passed'
  }
  if (state.phase !== 'needs-you' || machine.quiet) return false
  // It is the other road that waits behind it.
  if (machine.stopped) return true
  // Unlocking the computer may have unlocked its keychain and its SSH agent; a pairing may have been approved.
  return isOverByItself(state.error) || (reason === 'unlock' && unlockable.has(state.error.code))
}

const unlockable = new Set<ErrorReport['code']>([
  'VAULT_UNAVAILABLE',
  'SSH_AGENT_UNAVAILABLE',
  'SSH_LOGIN_NEEDS_YOU',
])

export function networkChanged(machine: Machine, away: boolean, given: Circumstances): Step {
  if (away === machine.networkAway) return stay(machine)
  const next = { ...machine, networkAway: away }
  const { state } = machine
  if (state.phase === 'online') return { machine: next, effects: [{ kind: 'probe' }] }
  if (state.phase !== 'waiting' || !needsNetwork(state.target)) return stay(next)
  if (away) {
    return {
      machine: { ...next, state: { ...state, retryAt: undefined } },
      effects: [{ kind: 'unschedule' }],
    }
  }
  return open(next, state.target, { attended: false, quiet: false, endRoad: true }, given)
}

export function needsNetwork(target: ConnectionTarget): boolean {
  return target.kind !== 'local'
}
