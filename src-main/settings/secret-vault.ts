// Where secrets are kept: the OS keychain, else memory, else (with consent) a private file.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { detailOf } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { CredentialEntry, LockedSecret, VaultStatus } from '../../src-shared/desktop-api.ts'
import { appError, isAppError, type AppError } from '../../src-shared/errors.ts'
import { phrase, say, type Said } from '../../src-shared/said.ts'
import { silentLog, type Log } from '../logging/log.ts'
import { openKeychain, type SecretPlace } from './keychain.ts'
import { openSecretIndex } from './secret-index.ts'
import { openSecretsFile, type SecretsFile } from './secrets-file.ts'
import type { SettingsStore } from './settings-store.ts'
import { defaultStateDir } from './state-dir.ts'

/**
 * Secrets by id. An id begins with its kind in small letters, then `/` or `:` and a name, for example
 * `gateway-secret/ssh:server:18789`. The kind is checked again after reading, so that an entry of another kind or profile
 * is never taken for this one.
 */
export type SecretStore = {
  /** The secret, or nothing when there is none. Rejects with VAULT_UNAVAILABLE when it cannot be read; it is kept. */
  readonly read: (id: string) => Promise<string | undefined>
  /** `label` is shown to people in place of the secret. Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
  readonly write: (id: string, secret: string, label: string) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  readonly list: () => Promise<readonly CredentialEntry[]>
}

export type SecretVault = SecretStore & {
  readonly status: () => VaultStatus
  /** Asks for what could not be had once more, or for a keychain where there was none. Answers with what is so then. */
  readonly retry: () => Promise<VaultStatus>
  /** Told when something cannot be had, and when it can be had again. */
  readonly onLocked: (listener: () => void) => () => void
}

export type VaultOptions = {
  readonly stateDir: string
  readonly profile?: string | undefined
  /** Consent to a private file is a setting, and may be given or taken back while we run. */
  readonly settings: Pick<SettingsStore, 'app' | 'onChange'>
  readonly log?: Log | undefined
  /** Told each secret that passes, so that the log can take it out wherever it stands. */
  readonly hide?: ((secret: string) => void) | undefined
  /** `GANGWAY_VAULT` may be `memory` or `file`: for headless hosts and tests. `file` counts as consent. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** What is stored: the secret behind a header that says whose it is. */
const Stored = z.object({
  kind: z.string(),
  scope: z.string(),
  label: z.string(),
  secret: z.string(),
})

/** Opens the vault of one state directory. It never rejects: without a keychain, `status()` says what is used and why. */
export async function openVault(options: VaultOptions): Promise<SecretVault> {
  const log = options.log ?? silentLog
  const scope = vaultScope(options.stateDir, options.profile ?? 'default')
  const file = openSecretsFile(path.join(options.stateDir, 'secrets.json'))
  const forced = (options.env ?? process.env)['GANGWAY_VAULT']
  const found = await findKeychain(forced)
  let keychain = found.keychain
  let why = found.why
  let locked: LockedSecret | undefined
  const listeners = new Set<() => void>()
  const index = openSecretIndex(path.join(options.stateDir, 'secrets-index.json'))
  const spare = openSpare(file, forced === 'file' || options.settings.app.allowSecretsFile)

  if (!keychain && forced === undefined) {
    log.warn('the keychain is not used', { why: say(found.why ?? '', inEnglish) })
    options.settings.onChange(app => {
      if (keychain) return
      spare.allowFile(app.allowSecretsFile).catch((error: unknown) => {
        log.error('secrets could not be moved', { error })
      })
    })
  }

  const nameOf = (id: string) => `${scope}/${id}`
  const current = (): SecretPlace => keychain ?? spare.place()

  function setLocked(next: LockedSecret | undefined): void {
    const same = JSON.stringify(next) === JSON.stringify(locked)
    locked = next
    if (same) return
    if (next) log.warn('a secret cannot be had; it is kept', { id: next.id, why: say(next.why, inEnglish) })
    for (const listener of listeners) listener()
  }

  /** Notes what cannot be had, until it can. */
  async function noted<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      if (locked?.lies === 'place' || locked?.id === id) setLocked(undefined)
      return result
    } catch (error) {
      if (isAppError(error, 'VAULT_UNAVAILABLE')) setLocked(await describeLocked(id, error))
      throw error
    }
  }

  async function describeLocked(id: string, error: AppError): Promise<LockedSecret> {
    const label = (await index.list()).find(entry => entry.id === id)?.label ?? ''
    const lies = error.report.details['lies'] === 'entry' ? 'entry' : 'place'
    return { id, label, why: detailOf(error.report, 'why') ?? phrase('unknownReason'), lies }
  }

  async function read(id: string): Promise<string | undefined> {
    const text = await current().read(nameOf(id))
    if (text === undefined) {
      // Another keychain than the one it was put into: to take it for "never there" would make a new one in its place.
      if (keychain && (await index.list()).some(entry => entry.id === id)) throw unusable('entryMissing', id)
      return undefined
    }
    const stored = parseStored(text)
    if (stored?.kind !== kindOf(id) || stored.scope !== scope) throw unusable('entryDamaged', id)
    options.hide?.(stored.secret)
    return stored.secret
  }

  async function write(id: string, secret: string, label: string): Promise<void> {
    options.hide?.(secret)
    await current().write(nameOf(id), JSON.stringify({ kind: kindOf(id), scope, label, secret }))
    if (keychain) await index.add({ id, label })
  }

  async function forget(id: string): Promise<void> {
    await current().forget(nameOf(id))
    if (keychain) await index.remove(id)
  }

  /** What was kept in memory meanwhile goes into the keychain; a file stays until its permission is taken back. */
  async function lookForKeychain(): Promise<void> {
    if (forced !== undefined || spare.usesFile()) return
    const again = await findKeychain(forced)
    why = again.why
    if (!again.keychain) return
    for (const { id, label } of await spare.list(scope)) {
      const text = await spare.place().read(nameOf(id))
      if (text === undefined) continue
      await again.keychain.write(nameOf(id), text)
      await index.add({ id, label })
    }
    keychain = again.keychain
    log.info('the keychain is used from now on')
  }

  const status = (): VaultStatus => ({
    ...(keychain
      ? { backend: 'keychain' }
      : spare.usesFile()
        ? { backend: 'file', why, path: path.join(options.stateDir, 'secrets.json') }
        : { backend: 'memory', why }),
    ...(locked && { locked }),
  })

  return {
    read: id => noted(id, () => read(id)),
    write: (id, secret, label) => noted(id, () => write(id, secret, label)),
    forget: id => noted(id, () => forget(id)),
    list: () => (keychain ? index.list() : spare.list(scope)),
    status,
    retry: async () => {
      if (!keychain) await lookForKeychain()
      const { id } = locked ?? {}
      // What fails again is said by the status.
      if (id !== undefined) await noted(id, () => read(id)).catch(() => undefined)
      return status()
    },
    onLocked: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function unusable(name: 'entryDamaged' | 'entryMissing', id: string): AppError {
  return appError('VAULT_UNAVAILABLE', { why: phrase(name, { id }), lies: 'entry' })
}

async function findKeychain(forced: string | undefined): Promise<{ keychain?: SecretPlace; why?: Said }> {
  if (forced === 'memory' || forced === 'file') return { why: phrase('vaultForced', { value: forced }) }
  try {
    return { keychain: await openKeychain() }
  } catch (error) {
    return {
      why: isAppError(error, 'VAULT_UNAVAILABLE') ? detailOf(error.report, 'why') : phrase('unknownReason'),
    }
  }
}

type Spare = {
  readonly place: () => SecretPlace
  readonly usesFile: () => boolean
  readonly allowFile: (allowed: boolean) => Promise<void>
  readonly list: (scope: string) => Promise<readonly CredentialEntry[]>
}

/** Memory, or the file once that is allowed. A change of mind takes the secrets along. */
function openSpare(file: SecretsFile, fileAllowed: boolean): Spare {
  const memory = new Map<string, string>()
  let usesFile = fileAllowed
  const inMemory: SecretPlace = {
    read: async name => memory.get(name),
    write: async (name, text) => {
      memory.set(name, text)
    },
    forget: async name => {
      memory.delete(name)
    },
  }

  async function allowFile(allowed: boolean): Promise<void> {
    if (allowed === usesFile) return
    if (allowed) {
      for (const [name, text] of memory) await file.write(name, text)
      usesFile = true
      memory.clear()
      return
    }
    for (const name of await file.names()) memory.set(name, (await file.read(name)) ?? '')
    usesFile = false
    await file.erase()
  }

  return {
    place: () => (usesFile ? file : inMemory),
    usesFile: () => usesFile,
    allowFile,
    list: async scope => {
      const names = usesFile ? await file.names() : [...memory.keys()]
      const place = usesFile ? file : inMemory
      const entries = names
        .filter(name => name.startsWith(`${scope}/`))
        .map(async name => ({
          id: name.slice(scope.length + 1),
          label: parseStored((await place.read(name)) ?? '')?.label ?? name,
        }))
      return Promise.all(entries)
    },
  }
}

function kindOf(id: string): string {
  return /^[a-z-]*/.exec(id)?.[0] ?? ''
}

function parseStored(text: string): z.infer<typeof Stored> | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON: somebody else's entry. The caller reports it as damaged.
    return undefined
  }
}

/** The keychain is one for the whole account, so a state directory of its own gets names of its own in it. */
function vaultScope(stateDir: string, profile: string): string {
  const usual = path.resolve(defaultStateDir(profile, { env: withoutStateDir(process.env) }))
  const given = path.resolve(stateDir)
  if (given === usual) return profile
  return `${profile}@${createHash('sha256').update(given).digest('hex').slice(0, 12)}`
}

function withoutStateDir(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, GANGWAY_STATE_DIR: '' }
}
