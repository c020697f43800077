// What our reader makes of configurations, beside what the system's `ssh -G` makes of them.
import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ConfigByHand } from './by-hand.ts'
import { readAs, type Question, type Reading } from './read-as.ts'

export type Compared = { readonly name: string; readonly wrong: string | undefined }

const atOnce = 4
const maxAnswerBytes = 64 * 1024 * 1024
const run = promisify(execFile)
const reader = path.join(import.meta.dirname, 'read-without-processes.ts')

/**
 * Each in a folder of its own below `folder`. Ours are read in a process that is not allowed to start another: had it
 * tried, its answer would be another than ssh's, or than the refusal that is meant.
 */
export async function compareConfigs(configs: readonly ConfigByHand[], folder: string): Promise<Compared[]> {
  const places = configs.map((_, number) => path.join(folder, String(number)))
  await Promise.all(configs.map((config, number) => writeOut(config, places[number] ?? '')))
  const questions = configs.map(({ target = 'web' }, number): Question => ({
    target,
    userFile: path.join(places[number] ?? '', 'config'),
  }))
  const ours = await readWithoutProcesses(questions, folder)
  const compared: Compared[] = []
  const waiting = [...configs.entries()]
  const compareSome = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [number, config] = next
      const wrong = await whatIsWrong(config, questions[number]!, ours[number]!, places[number] ?? '')
      compared.push({ name: config.name, wrong })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, compareSome))
  return compared
}

async function writeOut({ config, files = {} }: ConfigByHand, place: string): Promise<void> {
  for (const [name, content] of Object.entries({ ...files, config })) {
    const file = path.join(place, name)
    await mkdir(path.dirname(file), { recursive: true })
    const filled = typeof content === 'string' ? content.replaceAll('{dir}', place) : content
    await writeFile(file, filled, { mode: 0o600 })
  }
}

async function readWithoutProcesses(questions: readonly Question[], folder: string): Promise<Reading[]> {
  const asked = path.join(folder, 'questions.json')
  await writeFile(asked, JSON.stringify(questions))
  const limits = ['--permission', '--allow-fs-read=*', '--disable-warning=ExperimentalWarning']
  const { stdout } = await run(process.execPath, [...limits, reader, asked], { maxBuffer: maxAnswerBytes })
  return JSON.parse(stdout) as Reading[]
}

async function whatIsWrong(
  { expected }: ConfigByHand,
  { target, userFile }: Question,
  ours: Reading,
  place: string,
): Promise<string | undefined> {
  if (ours.processes > 0) return `${ours.processes} processes were started`
  if (await exists(path.join(place, 'marker'))) return 'a command that it names was run'
  if (expected !== 'as ssh' && 'taken' in expected) {
    if (ours.refusal !== undefined) return `refused with "${ours.refusal}"`
    return differences(ours.host, expected.taken, Object.keys(expected.taken), 'wanted')
  }
  if (expected !== 'as ssh') {
    if (ours.refusal === undefined) return 'it was not refused'
    return ours.refusal.includes(expected.refusedFor) ? undefined : `refused with "${ours.refusal}"`
  }
  const theirs = await readAs(target, userFile, 'ssh')
  if (theirs.refusal !== undefined && ours.refusal !== undefined) return undefined
  if (theirs.refusal !== undefined) return `ssh refuses it: ${theirs.refusal}`
  if (ours.refusal !== undefined) return `refused with "${ours.refusal}", ssh takes it`
  const keys = [...new Set([...Object.keys(theirs.host), ...Object.keys(ours.host)])]
  return differences(ours.host, theirs.host, keys, 'ssh says')
}

function differences(ours: Host, theirs: Host, keys: readonly string[], word: string): string | undefined {
  const different = keys.filter(key => shown(theirs[key]) !== shown(ours[key]))
  if (different.length === 0) return undefined
  return different.map(key => `${key} is ${shown(ours[key])}, ${word} ${shown(theirs[key])}`).join('; ')
}

type Host = Readonly<Record<string, unknown>>

/** As it is after a way through JSON. */
function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'not there'
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
