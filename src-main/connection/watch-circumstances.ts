// What happens around the connection that makes a try worthwhile: another network, or a computer that slept. For the
// doors, which stay; what a system tells by itself (power events) comes to the connection beside this.
import os from 'node:os'
import type { Clock } from '../../src-shared/clock.ts'
import { systemClock } from './clock.ts'
import type { ConnectionController } from './connection-controller.ts'
import { compareNetworks, networksOf, type Interfaces } from './network-interfaces.ts'

const networkLookMs = 5_000
const clockLookMs = 15_000
/** A look that comes this late, by a clock that runs on while the computer sleeps, has been slept through. */
const sleptMs = 22_500
/** After this much the other side has given the connection up, whatever it looks like here. */
const longSleepMs = 10 * 60 * 1000

export type Circumstances = {
  readonly interfaces: () => Interfaces
  readonly clock: Clock
  /** Milliseconds since the computer was started, its sleep included; nobody can set it. */
  readonly uptime: () => number
}

export const ofThisComputer: Circumstances = {
  interfaces: () => os.networkInterfaces(),
  clock: systemClock,
  uptime: () => os.uptime() * 1000,
}

type Kicked = Pick<ConnectionController, 'kick' | 'networkAway' | 'slept'> & {
  readonly state: Pick<ConnectionController['state'], 'phase'>
}

/** Watches until the returned function is called. The connection itself knows which kicks mean anything to it. */
export function watchCircumstances(
  connection: Kicked,
  { interfaces, clock, uptime }: Circumstances = ofThisComputer,
): () => void {
  let networks = networksOf(interfaces())
  let lookedAt = uptime()
  let networksAtLook = networks
  let cancelNetwork = (): void => undefined
  let cancelClock = (): void => undefined

  function lookAtNetworks(): void {
    const now = networksOf(interfaces())
    const change = compareNetworks(networks, now)
    networks = now
    if (change === 'away' || change === 'back') connection.networkAway(change === 'away')
    if (change === 'moved' || change === 'back') connection.kick('network')
    cancelNetwork = clock.after(networkLookMs, lookAtNetworks)
  }

  function lookAtClock(): void {
    const sleptFor = uptime() - lookedAt
    const hasMoved = networksAtLook !== networks
    lookedAt = uptime()
    networksAtLook = networks
    if (sleptFor > sleptMs) connection.slept({ kind: 'awake', sleptMs: sleptFor - clockLookMs })
    // macOS wakes for seconds all night (DarkWake): an open connection is asked whether it lives, which costs little;
    // a new attempt is made only for a reason.
    if (sleptFor > sleptMs && (connection.state.phase === 'online' || hasMoved || sleptFor >= longSleepMs))
      connection.kick('wake')
    cancelClock = clock.after(clockLookMs, lookAtClock)
  }

  cancelNetwork = clock.after(networkLookMs, lookAtNetworks)
  cancelClock = clock.after(clockLookMs, lookAtClock)
  return () => {
    cancelNetwork()
    cancelClock()
  }
}
