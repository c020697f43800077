// The settings of one state directory, in two files with one writer each:
// - `gangway.json5` is the person's own (or OpenClaw's): comments, order and unknown keys matter there. It is only read
//   here (a gateway changes single values in it when it is told to, see edit-json5.ts); its `app` section is where
//   Gangway's own settings start from.
// - `app-settings.json` is Gangway's: what was changed in the app lies over the `app` section. It holds changed keys only.
//   `app-settings.last-good.json` is what it held after the last change; it stands in when the file is damaged.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import JSON5 from 'json5'
import { z } from 'zod'
import { AppError, errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { AppSettings, AppSettingsChange, defaultAppSettings } from '../../src-shared/settings.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import type { BadFile } from '../../src-shared/troubles.ts'
import { keepAside, noteSalvage } from './bad-files.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

export type SettingsStore = {
  /** Gangway's own settings, defaults filled in. */
  readonly app: AppSettings
  /** `gangway.json5` as parsed, `{}` when there is none. Unknown keys are kept. */
  readonly document: Readonly<Record<string, unknown>>
  readonly documentPath: string
  /** Set while a file cannot be used (SETTINGS_BROKEN); the last good values, or the defaults, are in force. */
  readonly problem: ErrorReport | undefined
  /** Whether our own file was found damaged, and was made anew. */
  readonly wasMended: boolean
  /** Changes what is named and keeps the rest. Rejects with STORE_FAILED, or SETTINGS_BROKEN rather than overwrite. */
  readonly change: (change: AppSettingsChange) => Promise<AppSettings>
  /** Reads both files again. */
  readonly reload: () => Promise<void>
  readonly onChange: (listener: (app: AppSettings) => void) => () => void
  /** Told when `problem` is another one, or none any more. */
  readonly onProblem: (listener: () => void) => () => void
}

type Loaded = {
  readonly value: Record<string, unknown>
  readonly problem?: ErrorReport | undefined
  readonly isMissing?: true
  /** Its contents make no sense, or it is no file: reading it again will not help. */
  readonly isDamaged?: boolean
}

const anyObject = z.record(z.string(), z.unknown())
const parseJson = (text: string) => anyObject.parse(JSON.parse(text))
const textOf = (changes: object) => `${JSON.stringify(changes, null, 2)}\n`

export type SettingsOptions = {
  readonly documentPath?: string | undefined
  /** Told of our own file that was damaged: it was put aside, and the last good one took its place. */
  readonly onMended?: ((bad: BadFile) => void) | undefined
}

/**
 * Opens the settings of a state directory. A file that is missing counts as empty. The person's own that cannot be read,
 * parsed or understood is left as it is and named in `problem`, as ours is where it cannot be put aside; what else is good
 * is used.
 */
export async function openSettings(stateDir: string, options: SettingsOptions = {}): Promise<SettingsStore> {
  const documentPath = options.documentPath ?? path.join(stateDir, 'gangway.json5')
  const changesPath = path.join(stateDir, 'app-settings.json')
  const lastGoodPath = path.join(stateDir, 'app-settings.last-good.json')
  const listeners = new Set<(app: AppSettings) => void>()
  const problemListeners = new Set<() => void>()
  let document: Record<string, unknown> = {}
  let changes: Record<string, unknown> = {}
  let changesProblem: ErrorReport | undefined
  let app = defaultAppSettings
  let problem: ErrorReport | undefined
  let wasMended = false
  const inTurn = oneAtATime()

  async function reload(): Promise<void> {
    const readDocument = await load(documentPath, text => anyObject.parse(JSON5.parse(text)), document)
    const readChanges = await loadChanges()
    document = readDocument.value
    changes = readChanges.value
    changesProblem = readChanges.problem
    const merged = mergeApp({ documentPath, changesPath }, document['app'], changes)
    setProblem(readDocument.problem ?? readChanges.problem ?? merged.problem)
    setApp(merged.value)
  }

  async function loadChanges(): Promise<Loaded> {
    const found = await load(changesPath, parseJson, changes)
    if (!found.isDamaged) return found
    try {
      return { value: await mend() }
    } catch {
      // It cannot be put aside, or nothing can be written: what was read stays in force, and the problem is told.
      return found
    }
  }

  /** The damaged file is kept under another name before anything is put in its place. */
  async function mend(): Promise<Record<string, unknown>> {
    const aside = keepAside(changesPath, Date.now())
    const lastGood = await load(lastGoodPath, parseJson, {})
    const from = lastGood.problem || lastGood.isMissing ? 'defaults' : 'last-good'
    await writeFileAtomically(changesPath, textOf(lastGood.value))
    wasMended = true
    options.onMended?.(noteSalvage(aside, { kind: 'settings', from }))
    return lastGood.value
  }

  function setProblem(next: ErrorReport | undefined): void {
    const same = JSON.stringify(next) === JSON.stringify(problem)
    problem = next
    if (!same) for (const listener of problemListeners) listener()
  }

  function setApp(next: AppSettings): void {
    const same = JSON.stringify(next) === JSON.stringify(app)
    app = next
    if (!same) for (const listener of listeners) listener(app)
  }

  async function change(asked: AppSettingsChange): Promise<AppSettings> {
    if (changesProblem) throw new AppError(changesProblem)
    const next = { ...changes, ...withoutUndefined(asked) }
    const merged = mergeApp({ documentPath, changesPath }, document['app'], next).value
    const text = textOf(next)
    await writeFileAtomically(changesPath, text)
    changes = next
    setApp(merged)
    await keepAsLastGood(text)
    return merged
  }

  /** Only what has been read back from the disk is good. */
  async function keepAsLastGood(text: string): Promise<void> {
    try {
      if ((await readFile(changesPath, 'utf8')) === text) await writeFileAtomically(lastGoodPath, text)
    } catch {
      // The change itself is kept; the copy of it follows with the next one.
    }
  }

  await reload()
  return {
    get app() {
      return app
    },
    get document() {
      return document
    },
    documentPath,
    get problem() {
      return problem
    },
    get wasMended() {
      return wasMended
    },
    // One after the other, so that two changes at once never lose one.
    change: asked => inTurn(() => change(AppSettingsChange.parse(asked))),
    // Never beside a change: what it writes must not be taken for somebody else's.
    reload: () => inTurn(reload),
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onProblem: listener => {
      problemListeners.add(listener)
      return () => problemListeners.delete(listener)
    },
  }
}

/** `lastGood` stays in force when the file is broken, and is `{}` at first. */
async function load(
  file: string,
  parse: (text: string) => Record<string, unknown>,
  lastGood: Record<string, unknown>,
): Promise<Loaded> {
  try {
    return { value: parse(await readFile(file, 'utf8')) }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return { value: {}, isMissing: true }
    const problem = errorReport('SETTINGS_BROKEN', { path: file, why: reason(error) })
    // A folder, or a link in a circle. What is only not to be read at this moment may be whole.
    const isDamaged = code === undefined || code === 'EISDIR' || code === 'ELOOP'
    return { value: lastGood, problem, isDamaged }
  }
}

/** Key by key: one wrong value costs that value alone. */
function mergeApp(
  { documentPath, changesPath }: { readonly documentPath: string; readonly changesPath: string },
  section: unknown,
  changes: object,
): { readonly value: AppSettings; readonly problem: ErrorReport | undefined } {
  const { value, problems } = readAppSection(section, changes)
  const [first] = problems
  if (!first) return { value, problem: undefined }
  const why = problems.map(problem => `${problem.path}: ${problem.why}`).join('; ')
  const isOurs = Object.hasOwn(changes, first.path.replace(/^app\./, ''))
  const file = isOurs ? changesPath : documentPath
  return { value, problem: errorReport('SETTINGS_BROKEN', { path: file, why }) }
}

/** The `app` section of a configuration with changes over it, and what of them cannot be used (`app.logLevel`). */
export function readAppSection(
  section: unknown,
  changes: object = {},
): {
  readonly value: AppSettings
  readonly problems: readonly { readonly path: string; readonly why: string }[]
} {
  const base = anyObject.safeParse(section ?? {})
  const wanted: Record<string, unknown> = { ...base.data, ...changes }
  const good: Record<string, unknown> = {}
  const problems = base.success ? [] : [{ path: 'app', why: 'it is not an object' }]
  for (const [name, schema] of Object.entries(AppSettings.shape)) {
    if (!(name in wanted)) continue
    const value = schema.safeParse(wanted[name])
    if (value.success) good[name] = value.data
    else problems.push({ path: `app.${name}`, why: z.prettifyError(value.error).split('\n')[0] ?? '' })
  }
  return { value: AppSettings.parse(good), problems }
}

function withoutUndefined(change: AppSettingsChange): Partial<AppSettings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Where and why, without the file's own text: it may hold a token. */
function reason(error: unknown): Said {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll(/\s*\n\s*/g, ', ')
  if (error instanceof SyntaxError) {
    const at = error as SyntaxError & { lineNumber?: number; columnNumber?: number }
    return at.lineNumber === undefined
      ? phrase('notJson')
      : phrase('notJson5', { line: at.lineNumber, column: at.columnNumber ?? 0 })
  }
  return codeOf(error) ?? phrase('unreadable')
}
