// The promises, and the number that each is held to.

export type Promised = { readonly id: string; readonly promise: string; readonly number: string }

export const promises: readonly Promised[] = [
  {
    id: 'P1',
    promise: 'A message you sent is never lost',
    number: '0 lost in 10,000 sends, 1,000 disconnects, 200 kills',
  },
  {
    id: 'P2',
    promise: 'It is never sent twice without asking you',
    number: '0 duplicates in the same runs; what is uncertain becomes a question',
  },
  {
    id: 'P3',
    promise: 'No credential leaves before the host key is verified, none goes to a process that is not ours',
    number: '0 in 30 hostile-server and 12 local-adversary scenarios',
  },
  {
    id: 'P4',
    promise: 'After the network returns you are back quickly',
    number: 'p50 ≤ 1.5 s, p95 ≤ 3 s, p99 ≤ 10 s (round trip 50 ms)',
  },
  {
    id: 'P5',
    promise: 'The light never lies for long',
    number: 'false green ≤ 15 s, false red ≤ 5 s',
  },
  {
    id: 'P6',
    promise: 'No secret in logs, dumps, configuration, database, window, argv or environment',
    number: '25 canaries, 0 hits',
  },
  {
    id: 'P7',
    promise: 'No listening socket unless you switch it on; then loopback only',
    number: '0 sockets in each state of the app',
  },
  {
    id: 'P8',
    promise: 'Any single process may die at any time',
    number: 'back ≤ 5 s, drafts kept, 0 corrupt files',
  },
  {
    id: 'P9',
    promise: 'Settings survive power loss',
    number: '1,000 simulated cuts: old or new, never broken',
  },
  {
    id: 'P10',
    promise: 'Nothing stays behind after quit',
    number: '0 processes, 0 sockets, 0 temporary files in 100 starts and ends',
  },
  {
    id: 'P11',
    promise: 'It behaves like OpenSSH where it reads OpenSSH’s files',
    number: '100 % agreement on 5,000 known_hosts and 2,000 configuration cases',
  },
  {
    id: 'P12',
    promise: 'Idle costs nothing',
    number: '≤ 0.5 % CPU, ≤ 250 MB resident, ≤ 2 wake-ups a second',
  },
]
