// The settings of one state directory, in two files with one writer each:
// - `gangway.json5` is the person's own (or OpenClaw's): comments, order and unknown keys matter there. It is only read
//   here (a gateway changes single values in it when it is told to, see edit-json5.ts); its `app` section is where
//   Gangway's own settings start from.
// - `app-settings.json` is Gangway's: what was changed in the app lies over the `app` section. It holds changed keys only.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import JSON5 from 'json5'
import { z } from 'zod'
import { AppError, errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { AppSettings, AppSettingsChange, defaultAppSettings } from '../../src-shared/settings.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
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
  /** Changes what is named and keeps the rest. Rejects with STORE_FAILED, or SETTINGS_BROKEN rather than overwrite. */
  readonly change: (change: AppSettingsChange) => Promise<AppSettings>
  /** Reads both files again. */
  readonly reload: () => Promise<void>
  readonly onChange: (listener: (app: AppSettings) => void) => () => void
}

type Loaded<T> = { readonly value: T; readonly problem?: ErrorReport | undefined }

const anyObject = z.record(z.string(), z.unknown())

/**
 * Opens the settings of a state directory. A file that is missing counts as empty. One that cannot be read, parsed or
 * understood is left as it is and named in `problem`; what else is good is used.
 */
export async function openSettings(
  stateDir: string,
  options: { readonly documentPath?: string | undefined } = {},
): Promise<SettingsStore> {
  const documentPath = options.documentPath ?? path.join(stateDir, 'gangway.json5')
  const changesPath = path.join(stateDir, 'app-settings.json')
  const listeners = new Set<(app: AppSettings) => void>()
  let document: Record<string, unknown> = {}
  let changes: Record<string, unknown> = {}
  let changesProblem: ErrorReport | undefined
  let app = defaultAppSettings
  let problem: ErrorReport | undefined
  const inTurn = oneAtATime()

  async function reload(): Promise<void> {
    const readDocument = await load(documentPath, text => anyObject.parse(JSON5.parse(text)), document)
    const readChanges = await load(changesPath, text => anyObject.parse(JSON.parse(text)), changes)
    document = readDocument.value
    changes = readChanges.value
    changesProblem = readChanges.problem
    const merged = mergeApp(documentPath, document['app'], changes)
    problem = readDocument.problem ?? readChanges.problem ?? merged.problem
    setApp(merged.value)
  }

  function setApp(next: AppSettings): void {
    const same = JSON.stringify(next) === JSON.stringify(app)
    app = next
    if (!same) for (const listener of listeners) listener(app)
  }

  async function change(asked: AppSettingsChange): Promise<AppSettings> {
    if (changesProblem) throw new AppError(changesProblem)
    const next = { ...changes, ...withoutUndefined(asked) }
    const merged = mergeApp(documentPath, document['app'], next).value
    await writeFileAtomically(changesPath, `${JSON.stringify(next, null, 2)}\n`)
    changes = next
    setApp(merged)
    return merged
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
    // One after the other, so that two changes at once never lose one.
    change: asked => inTurn(() => change(AppSettingsChange.parse(asked))),
    reload,
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** `lastGood` stays in force when the file is broken, and is `{}` at first. */
async function load(
  file: string,
  parse: (text: string) => Record<string, unknown>,
  lastGood: Record<string, unknown>,
): Promise<Loaded<Record<string, unknown>>> {
  try {
    return { value: parse(await readFile(file, 'utf8')) }
  } catch (error) {
    if (isMissing(error)) return { value: {} }
    return { value: lastGood, problem: errorReport('SETTINGS_BROKEN', { path: file, why: reason(error) }) }
  }
}

/** Key by key: one wrong value costs that value alone. */
function mergeApp(documentPath: string, section: unknown, changes: object): Loaded<AppSettings> {
  const { value, problems } = readAppSection(section, changes)
  const why = problems.map(problem => `${problem.path}: ${problem.why}`).join('; ')
  return {
    value,
    problem: problems.length === 0 ? undefined : errorReport('SETTINGS_BROKEN', { path: documentPath, why }),
  }
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
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
  return error instanceof Error && 'code' in error ? String(error.code) : phrase('unreadable')
}
