// Plays a case in a process of its own: one that crashes or hangs has failed, and the others go on.
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Outcome, ProofCase } from './proof-case.ts'

export type Verdict = 'met' | 'held' | 'failed' | 'not measured'

/** What is written down of a case. */
export type Played = Omit<ProofCase, 'measure'> &
  Outcome & {
    readonly verdict: Verdict
    readonly seed: number
    readonly seconds: number
    /** ISO 8601. */
    readonly at: string
  }

const program = path.join(import.meta.dirname, 'measure-case.ts')
const usualMinutes = 10
const keptErrorBytes = 4_000

export async function playCase(one: ProofCase, amount: number, seed: number): Promise<Played> {
  const startedOn = performance.now()
  const outcome = one.measure ? await measured(one, amount, seed) : undefined
  return {
    ...aboutOf(one),
    ...(outcome ?? { played: 0, passed: 0, failures: [], numbers: {} }),
    verdict: outcome ? judge(one, outcome) : 'not measured',
    seed,
    seconds: Math.round((performance.now() - startedOn) / 1000),
    at: new Date().toISOString(),
  }
}

/** The case without the way it is measured. */
export function aboutOf(one: ProofCase): Omit<ProofCase, 'measure'> {
  const about = { ...one }
  delete (about as { measure?: unknown }).measure
  return about
}

/** `held`: all was well, in fewer than the whole amount. */
function judge({ full }: ProofCase, { failures, played, passed }: Outcome): Verdict {
  if (failures.length > 0 || played === 0 || passed < played) return 'failed'
  return played >= full ? 'met' : 'held'
}

async function measured(one: ProofCase, amount: number, seed: number): Promise<Outcome> {
  const child = fork(program, [one.id, String(amount), String(seed)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // A group of its own, so that what it has started can be ended with it.
    detached: process.platform !== 'win32',
  })
  let complaints = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-keptErrorBytes)
  })
  let outcome: Outcome | undefined
  child.on('message', message => {
    outcome = message as Outcome
  })
  const minutes = one.withinMin ?? usualMinutes
  let isLate = false
  const limit = setTimeout(() => {
    isLate = true
    if (child.pid !== undefined) endGroup(child.pid)
  }, minutes * 60_000)
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(limit)
  if (outcome) return outcome
  const why = isLate
    ? `it was not over after ${minutes} minutes`
    : `its process ended with ${signal ?? code}: ${lastWords(complaints)}`
  return { played: amount, passed: 0, failures: [`${why} (seed ${seed})`], numbers: {} }
}

/** The process of a case, and all that it has started. */
export function endGroup(pid: number): void {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
  else process.kill(-pid, 'SIGKILL')
}

function lastWords(text: string): string {
  return text.split('\n').find(line => /Error|error/.test(line)) ?? text.trim().split('\n').at(-1) ?? ''
}
