// The folder and the database of a gateway, which nobody else on this computer can look into.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { appError } from '../../src-shared/errors.ts'

/** A state directory that others can look into must not show them conversations. What SQLite puts beside it follows it. Errors: STORE_FAILED. */
export function keepPrivate(file: string) {
  try {
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be opened'
    throw appError('STORE_FAILED', { path: file, why }, error)
  }
}

/** Makes it where it is not. Errors: STORE_FAILED. */
export function makeStateDir(stateDir: string) {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be made'
    throw appError('STORE_FAILED', { path: stateDir, why }, error)
  }
}
