// The configuration this gateway runs with, and the file it comes from: read again when it changes, whoever changed it.
import { unwatchFile, watchFile } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import JSON5 from 'json5'
import { isAppError } from '../../src-shared/errors.ts'
import { parseConfig, readConfigText, writeConfigText, type ConfigText } from '../settings/config-file.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { readGatewayConfig } from './gateway-config.ts'
import type { GatewayLog } from './gateway-options.ts'

type Document = Readonly<Record<string, unknown>>

export type ConfigSnapshot = {
  readonly text: ConfigText
  /** Undefined while the file cannot be parsed. */
  readonly document: Document | undefined
  readonly problem: string | undefined
}

type ConfigChange = {
  /** Dotted, the shortest that differ. */
  readonly changedPaths: readonly string[]
  /** Those of them that are in force only after the gateway has been started again. */
  readonly restartPaths: readonly string[]
}

type Parts = {
  readonly file: string
  /** What the file said when the gateway was started. */
  readonly document: unknown
  readonly log: GatewayLog
  readonly onChange: (change: ConfigChange, text: ConfigText) => void
  /** The file has been read again, by itself: it may be one that cannot be used, or the one that is in force. */
  readonly onLook: () => void
}

/** What may change while the gateway runs. */
const hotPaths = [
  'models',
  'agents',
  'tools',
  'channels',
  'session',
  'app',
  'gateway.nodes',
  'gateway.remote',
  'gateway.controlUi',
  'gateway.publicOrigin',
  'gateway.http',
  'gateway.auth.rateLimit',
]
/** What of that may not after all. */
const coldPaths = ['agents.defaults.workspace']

export type LiveConfig = ReturnType<typeof createLiveConfig>

export function createLiveConfig({ file, document, log, onChange, onLook }: Parts) {
  const { config, problems } = readGatewayConfig(document)
  const inTurn = oneAtATime()
  let inForce = document ?? {}
  // By its times and not by the folder's events: the database writes in that folder all the time.
  const look = () => void inTurn(reload)
  for (const problem of problems) log.warn('a key of the configuration cannot be used', problem)

  /** A gateway that was started without a file shows what it was given instead. */
  async function read(): Promise<ConfigSnapshot> {
    const text = await readConfigText(file)
    if (!text.exists) {
      const given = inForce as Document
      const shown =
        Object.keys(given).length > 0 ? `${JSON5.stringify(given, { space: 2, quote: '"' })}\n` : ''
      return { text: { ...text, text: shown }, document: given, problem: undefined }
    }
    const parsed = parseConfig(text.text)
    return parsed.ok
      ? { text, document: parsed.document, problem: undefined }
      : { text, document: undefined, problem: parsed.why }
  }

  function apply(next: Document, text: ConfigText): ConfigChange {
    const changedPaths = differences(inForce, next)
    const read = readGatewayConfig(next)
    const unread = [...read.unknownKeys, ...readGatewayConfig(inForce).unknownKeys]
    const isWithinAny = (changed: string, paths: readonly string[]) =>
      paths.some(path => isWithin(changed, path))
    const restartPaths = changedPaths.filter(
      changed =>
        isWithinAny(changed, coldPaths) || !(isWithinAny(changed, hotPaths) || isWithinAny(changed, unread)),
    )
    if (changedPaths.length === 0) return { changedPaths, restartPaths }
    inForce = next
    replaceContents(config, read.config)
    log.info('the configuration has changed', { changedPaths, restartPaths })
    onChange({ changedPaths, restartPaths }, text)
    return { changedPaths, restartPaths }
  }

  async function reload(): Promise<void> {
    try {
      const { text, document: next, problem } = await read()
      if (next) apply(next, text)
      else
        log.warn('the configuration cannot be read; what was read before stays in force', {
          file,
          why: problem,
        })
    } catch (error) {
      if (!isAppError(error)) throw error
      log.warn('the configuration cannot be read; what was read before stays in force', { error })
    }
    onLook()
  }

  return {
    file,
    /** Always what is in force: its contents are replaced when the configuration changes. */
    config,
    /** What could not be used at the start. */
    problems,
    read,

    /**
     * Changes the file. `edit` gets what is there and gives the text that is to be there, or throws; nothing else
     * writes meanwhile. Settles when the change is in force as far as it can be. Rejects with STORE_FAILED.
     */
    write: (edit: (snapshot: ConfigSnapshot) => string): Promise<ConfigChange & { text: ConfigText }> =>
      inTurn(async () => {
        const before = await read()
        const text = edit(before)
        const parsed = parseConfig(text)
        if (!parsed.ok)
          throw new Error(`a configuration that cannot be read was to be written: ${parsed.why}`)
        if (text === before.text.text && before.text.exists) {
          return { changedPaths: [], restartPaths: [], text: before.text }
        }
        const written = await writeConfigText(file, before.text, text)
        return { ...apply(parsed.document, written), text: written }
      }),

    /** Looks every `intervalMs` whether somebody else has changed the file. */
    follow(intervalMs: number) {
      watchFile(file, { interval: intervalMs, persistent: false }, look)
    },

    close: () => unwatchFile(file, look),
  }
}

/** Dotted paths at which the documents differ; lists are compared whole. */
function differences(one: unknown, other: unknown, prefix = ''): string[] {
  if (isDeepStrictEqual(one, other)) return []
  if (!isObject(one) || !isObject(other)) return [prefix]
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.flatMap(name =>
    differences(one[name], other[name], prefix === '' ? name : `${prefix}.${name}`),
  )
}

function isWithin(changed: string, path: string): boolean {
  return changed === path || changed.startsWith(`${path}.`)
}

/** Makes one object say what another says, and everyone who holds it or a part of it sees the difference. */
function replaceContents(target: object, source: object) {
  const [to, from] = [target as Record<string, unknown>, source as Record<string, unknown>]
  for (const name of Object.keys(to)) if (!Object.hasOwn(from, name)) delete to[name]
  for (const [name, value] of Object.entries(from)) {
    const old = to[name]
    if (isObject(old) && isObject(value)) replaceContents(old, value)
    else to[name] = value
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
