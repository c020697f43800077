// The secret that clients share with this gateway: given, configured, or made at the first start.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sayDetail } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { resolveApiKey } from '../agent/models/api-key.ts'
import type { GatewayConfig, SecretInput } from './gateway-config.ts'

export type GatewayAuth =
  | { readonly mode: 'none' }
  | { readonly mode: 'token' | 'password'; readonly secret: string }

type GivenAuth = {
  readonly mode?: 'none' | 'token' | 'password' | undefined
  readonly token?: string | undefined
  readonly password?: string | undefined
}

/**
 * What somebody has said: what was given wins over the configuration. Undefined where a token is wanted and nobody has
 * given one. Errors: INVALID_INPUT when the mode "password" has none.
 */
export function givenAuth(given: GivenAuth, config: GatewayConfig['auth']): GatewayAuth | undefined {
  const token = given.token ?? read(config.token, 'gateway.auth.token')
  const password = given.password ?? read(config.password, 'gateway.auth.password')
  const chosen = given.mode ?? modeOf(given) ?? config.mode
  if (chosen === undefined && token && password) {
    throw appError('INVALID_INPUT', {
      what: 'gateway.auth',
      why: 'it holds a token and a password; say in gateway.auth.mode which of them counts',
    })
  }
  const mode = chosen ?? modeOf({ token, password }) ?? 'token'
  if (mode === 'none') return { mode }
  const secret = mode === 'token' ? token : password
  if (secret) return { mode, secret }
  if (mode === 'password') throw passwordMissing()
  return undefined
}

/** What a gateway that shall ask for a password does not start without. */
export function passwordMissing(): Error {
  return appError('INVALID_INPUT', { what: 'gateway.auth', why: 'mode "password" needs a password' })
}

/**
 * The token of a gateway that nobody has given one: made once and kept in DIR/gateway-token (0600), so that the app on this
 * computer can use it without typing. Errors: STORE_FAILED.
 */
export function madeAuth(stateDir: string): GatewayAuth {
  return { mode: 'token', secret: keptSecret(path.join(stateDir, 'gateway-token')) }
}

/** A random secret that is made once and kept in a file only this user can read. 43 characters. */
export function keptSecret(file: string): string {
  const made = randomBytes(32).toString('base64url')
  try {
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' })
    return made
  } catch (error) {
    if (!isExisting(error)) throw storeFailed(file, error)
  }
  try {
    chmodSync(file, 0o600)
    const kept = readFileSync(file, 'utf8').trim()
    if (kept.length >= 16) return kept
  } catch (error) {
    throw storeFailed(file, error)
  }
  throw appError('STORE_FAILED', { path: file, why: 'it holds no usable secret; remove it' })
}

/** Compares without telling by its time how much agrees, nor how long the secret is. */
export function sameSecret(given: string, expected: string): boolean {
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

function modeOf(given: GivenAuth): 'token' | 'password' | undefined {
  if (given.token) return 'token'
  return given.password ? 'password' : undefined
}

function read(input: SecretInput | undefined, name: string): string | undefined {
  try {
    return resolveApiKey(input, name)
  } catch (error) {
    if (!isAppError(error, 'MODEL_KEY_MISSING')) throw error
    throw appError(
      'INVALID_INPUT',
      { what: name, why: `it is to come from ${sayDetail(error.report, 'where', inEnglish)}` },
      error,
    )
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

function storeFailed(file: string, cause: unknown) {
  return appError(
    'STORE_FAILED',
    { path: file, why: cause instanceof Error ? cause.message : 'unknown' },
    cause,
  )
}
