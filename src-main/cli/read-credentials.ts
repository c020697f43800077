// The gateway's secret as given on the command line, by preference in a file.
import { readFile } from 'node:fs/promises'
import { appError } from '../../src-shared/errors.ts'
import type { SourcedCredentials } from '../connection/configured-credentials.ts'

export type CredentialOptions = {
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
  readonly password?: string | undefined
  readonly passwordFile?: string | undefined
}

const maxSecretLength = 16_384

/** What was given, or nothing. Rejects with INVALID_INPUT when it is given twice, empty, or cannot be read. */
export async function readCredentials(options: CredentialOptions): Promise<SourcedCredentials | undefined> {
  const { token, tokenFile, password, passwordFile } = options
  const given = [token, tokenFile, password, passwordFile].filter(value => value !== undefined)
  if (given.length > 1)
    throw appError('INVALID_INPUT', { what: 'The credential', why: 'give one token or one password, once' })
  const givenToken = token ?? (await readSecretFile('--token-file', tokenFile))
  if (givenToken !== undefined) {
    const from = token === undefined ? `--token-file ${tokenFile}` : '--token'
    return { credentials: { token: checkSecret('The token', givenToken) }, from }
  }
  const givenPassword = password ?? (await readSecretFile('--password-file', passwordFile))
  if (givenPassword !== undefined) {
    const from = password === undefined ? `--password-file ${passwordFile}` : '--password'
    return { credentials: { password: checkSecret('The password', givenPassword) }, from }
  }
  return undefined
}

/** The file's text without the line end that editors add. */
export async function readSecretFile(option: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    const text = await readFile(file, 'utf8')
    return text.replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw appError('INVALID_INPUT', { what: option, why: `${file} cannot be read (${code})` }, error)
  }
}

function checkSecret(what: string, secret: string): string {
  if (secret === '') throw appError('INVALID_INPUT', { what, why: 'it is empty' })
  if (secret.length > maxSecretLength || /[\r\n]/.test(secret))
    throw appError('INVALID_INPUT', { what, why: 'it is too long or has several lines' })
  return secret
}
