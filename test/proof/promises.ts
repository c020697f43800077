// The promises, the number that each is held to, and how much of which case has to be played for it.
import type { Played } from './play-case.ts'
import type { ProofCase } from './proof-case.ts'

export type Promised = {
  readonly id: string
  readonly promise: string
  readonly number: string
  /** So much of each case that speaks for it, in the case's own unit, makes up the number. */
  readonly needs: Readonly<Record<string, number>>
}

/** X2 cuts once in ten messages, and X3 kills at six points: a thousand disconnects, two hundred kills. */
const deliveries = {
  X1: 60,
  X2: 10_000,
  X3: 34,
  X4: 100,
  X5: 50,
  X6: 10_000,
  X7: 20,
  X8: 150,
  X9: 500,
  F14: 20,
}

export const promises: readonly Promised[] = [
  {
    id: 'P1',
    promise: 'A message you sent is never lost',
    number: '0 lost in 10,000 sends, 1,000 disconnects, 200 kills',
    needs: deliveries,
  },
  {
    id: 'P2',
    promise: 'It is never sent twice without asking you',
    number: '0 duplicates in the same runs; what is uncertain becomes a question',
    needs: deliveries,
  },
  {
    id: 'P3',
    promise: 'No credential leaves before the host key is verified, none goes to a process that is not ours',
    number: '0 in 30 hostile-server and 12 local-adversary scenarios',
    needs: { 'P3.server': 30, 'P3.local': 12 },
  },
  {
    id: 'P4',
    promise: 'After the network returns you are back quickly',
    number: 'p50 ≤ 1.5 s, p95 ≤ 3 s, p99 ≤ 10 s (round trip 50 ms) of 200 outages',
    needs: { P4: 200, F1: 33, F6: 8, F8: 8, F9: 12 },
  },
  {
    id: 'P5',
    promise: 'The light never lies for long',
    number: 'false green ≤ 15 s, false red ≤ 5 s in each of 40 faults',
    needs: { P5: 40, F2: 33, F3: 36 },
  },
  {
    id: 'P6',
    promise: 'No secret in logs, dumps, configuration, database, window, argv or environment',
    number: '25 canaries, 0 hits',
    needs: { P6: 50, 'P6.log': 25, F12: 6 },
  },
  {
    id: 'P7',
    promise: 'No listening socket unless you switch it on; then loopback only',
    number: '0 sockets in each state of the app',
    needs: { P7: 1, F16: 6 },
  },
  {
    id: 'P8',
    promise: 'Any single process may die at any time',
    number: 'back ≤ 5 s, drafts kept, 0 corrupt files in 300 kills of sender, carrier and gateway',
    needs: { X3: 34, 'P8.ssh': 60, F14: 40, F15: 5 },
  },
  {
    id: 'P9',
    promise: 'Settings survive power loss',
    number: '1,000 simulated cuts: old or new, never broken',
    needs: { P9: 1_000, F13: 4 },
  },
  {
    id: 'P10',
    promise: 'Nothing stays behind after quit',
    number: '0 processes, 0 sockets, 0 temporary files in 100 starts and ends',
    needs: { 'P10.app': 100, 'P10.programs': 100 },
  },
  {
    id: 'P11',
    promise: 'It behaves like OpenSSH where it reads OpenSSH’s files',
    number: '100 % agreement on 5,000 known_hosts and 2,000 configuration cases',
    needs: { 'P11.hosts': 5_000, 'P11.config': 2_000 },
  },
  {
    id: 'P12',
    promise: 'Idle costs nothing',
    number: '≤ 0.5 % CPU, ≤ 250 MB resident, ≤ 2 wake-ups a second over five minutes',
    needs: { P12: 300 },
  },
]

/** As much of a case as the most demanding promise needs; its usual amount where none needs more. */
export function promisedAmount({ id, usual }: ProofCase): number {
  return Math.max(usual, ...promises.map(({ needs }) => needs[id] ?? 0))
}

/** Met once its number was played and nothing that speaks for it failed; held while the number is not reached. */
export function promiseVerdict({ needs }: Promised, cases: readonly Played[]): Played['verdict'] {
  const own = Object.entries(needs).map(([id, needed]) => ({ needed, one: cases.find(one => one.id === id) }))
  if (own.some(({ one }) => one?.verdict === 'failed')) return 'failed'
  if (own.some(({ one }) => one === undefined || one.verdict === 'not measured')) return 'not measured'
  return own.every(({ one, needed }) => (one?.played ?? 0) >= needed) ? 'met' : 'held'
}
