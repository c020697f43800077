// The operating system's keychain: Keychain, Credential Manager, Secret Service.
import type { AsyncEntry as Entry } from '@napi-rs/keyring'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'

/** A place for texts by name. Rejects with VAULT_UNAVAILABLE when it cannot say; `undefined` means surely not there. */
export type SecretPlace = {
  readonly read: (name: string) => Promise<string | undefined>
  readonly write: (name: string, text: string) => Promise<void>
  readonly forget: (name: string) => Promise<void>
}

const service = 'gangway'

/** The first answer must come at once; later ones may wait for a person to unlock the keychain. */
const probeTimeoutMs = 5_000
const answerTimeoutMs = 60_000

/**
 * The keychain, once it has answered a first question. Rejects with VAULT_UNAVAILABLE when there is none or it does
 * not answer within 5 s (a Secret Service that waits for a password must not hold up the start).
 */
export async function openKeychain(): Promise<SecretPlace> {
  const entry = await loadEntries()
  const read = (name: string, timeoutMs: number): Promise<string | undefined> =>
    within(timeoutMs, async () => (await entry(name).getPassword()) ?? undefined)
  await read('probe', probeTimeoutMs)
  return {
    read: name => read(name, answerTimeoutMs),
    write: (name, text) => within(answerTimeoutMs, () => entry(name).setPassword(text)),
    forget: name =>
      within(answerTimeoutMs, async () => {
        await entry(name).deletePassword()
      }),
  }
}

async function loadEntries(): Promise<(name: string) => Entry> {
  try {
    // Imported late: on a platform without the prebuilt library only the keychain is missing, not the program.
    const { AsyncEntry } = await import('@napi-rs/keyring')
    // Pinned, because the library otherwise falls back to the kernel's keyring, which forgets at the next boot.
    return name => new AsyncEntry(service, name, { linux: { store: 'secret-service' } })
  } catch (error) {
    throw unavailable(error)
  }
}

async function within<T>(timeoutMs: number, ask: () => Promise<T>): Promise<T> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => timeout.reject(appError('VAULT_UNAVAILABLE', { why: phrase('keychainSilent') })),
    timeoutMs,
  )
  try {
    return await Promise.race([ask(), timeout.promise])
  } catch (error) {
    throw isAppError(error) ? error : unavailable(error)
  } finally {
    clearTimeout(timer)
  }
}

function unavailable(error: unknown): Error {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
  return appError('VAULT_UNAVAILABLE', { why: said.slice(0, 160) || phrase('keychainError') }, error)
}
