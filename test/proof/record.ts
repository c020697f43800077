// What was last seen of each case: docs/promises.json, and docs/promises.md made of it.
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { writePage } from './page.ts'
import { aboutOf, type Played } from './play-case.ts'
import { cases } from './registry/cases.ts'

export type Machine = {
  readonly processors: string
  readonly memoryGiB: number
  readonly platform: string
  readonly node: string
  /** The mean over a minute when the last case had ended. */
  readonly load: number
}

export type ProofRecord = { readonly machine: Machine; readonly cases: readonly Played[] }

const docs = path.resolve(import.meta.dirname, '..', '..', 'docs')

export async function readRecord(): Promise<ProofRecord | undefined> {
  const text = await readFile(path.join(docs, 'promises.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as ProofRecord)
}

/** In the order of the registry; what has never been played is not measured. */
export function withPlayed(before: ProofRecord | undefined, played: readonly Played[]): ProofRecord {
  const last = (id: string) =>
    played.find(one => one.id === id) ??
    before?.cases.find(one => one.id === id && one.verdict !== 'not measured')
  return {
    machine: machine(),
    cases: cases.map((one): Played => {
      const about = aboutOf(one)
      const found = last(about.id)
      if (found) return { ...found, ...about }
      const nothing = { played: 0, passed: 0, failures: [], numbers: {}, seed: 0, seconds: 0, at: '' }
      return { ...about, ...nothing, verdict: 'not measured' }
    }),
  }
}

export async function writeRecord(record: ProofRecord): Promise<void> {
  await writeFile(path.join(docs, 'promises.json'), `${JSON.stringify(record, undefined, 1)}\n`)
  await writeFile(path.join(docs, 'promises.md'), writePage(record))
}

function machine(): Machine {
  const processors = os.cpus()
  return {
    processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.release()}`,
    node: process.version,
    load: Math.round((os.loadavg()[0] ?? 0) * 10) / 10,
  }
}
