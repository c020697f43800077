// What an SSH server told of itself on the way: how old it is, and whether what is sent today can be read in years.
import type { Ladder, SshFacts } from '../../src-shared/ladder.ts'
import { phrase } from '../../src-shared/said.ts'
import type { Check, Found } from './finding.ts'

/** Release notes of OpenSSH (openssh.com/releasenotes.html): the first version of each year. */
const firstOfYear: readonly (readonly [version: number, year: number])[] = [
  [10.0, 2025],
  [9.7, 2024],
  [9.2, 2023],
  [8.9, 2022],
  [8.5, 2021],
  [8.2, 2020],
  [8.0, 2019],
  [7.7, 2018],
  [7.5, 2017],
  [7.2, 2016],
]
const oldAfterYears = 5

/** Key exchanges with a part that a quantum computer does not undo (OpenSSH 9.0 and 9.9). */
const postQuantum = /^(?:sntrup761x25519|mlkem768x25519|mlkem768nistp256|mlkem1024nistp384)-/

export function sshServerChecks(ladder: Ladder, now: number): Check[] {
  const { ssh } = ladder.find(({ id }) => id === 'host-key') ?? {}
  return [
    { id: 'ssh-server', run: async () => (ssh?.software ? ageOf(ssh.software, now) : notSaid(ssh)) },
    { id: 'post-quantum', run: async () => (ssh?.kex ? secrecyOf(ssh.kex) : notSaid(ssh)) },
  ]
}

function notSaid(ssh: SshFacts | undefined): Found {
  return ssh ? { verdict: 'skipped', notes: [phrase('docServerSilent')] } : { verdict: 'not-reached' }
}

/** By the name the server gives itself; distributions mend older versions, and some servers tell none. */
export function ageOf(software: string, now: number): Found {
  const version = Number(/^OpenSSH_(?:for_Windows_)?(\d+\.\d+)/.exec(software)?.[1] ?? Number.NaN)
  if (Number.isNaN(version)) return { notes: [phrase('docServerOther', { software })] }
  const year = firstOfYear.find(([first]) => version >= first)?.[1]
  const since = year ?? firstOfYear.at(-1)?.[1] ?? 0
  const isOld = year === undefined || new Date(now).getUTCFullYear() - year > oldAfterYears
  return {
    verdict: isOld ? 'careful' : 'passed',
    notes: [
      year === undefined
        ? phrase('docServerBefore', { software, year: String(since) })
        : phrase('docServerFrom', { software, year: String(year) }),
    ],
    remedy: isOld ? phrase('docServerUpdate') : undefined,
  }
}

export function secrecyOf(kex: string): Found {
  if (postQuantum.test(kex)) return { notes: [phrase('docPostQuantum', { kex })] }
  // No fault to mend, for the built-in engine has none of them; nor a tick, for it is not safe.
  return { verdict: 'skipped', notes: [phrase('docNotPostQuantum', { kex }), phrase('docPostQuantumWay')] }
}
