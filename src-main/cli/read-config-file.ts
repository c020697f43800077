// The configuration a command works with: the state directory's own, or a file that was written for OpenClaw.
import { access } from 'node:fs/promises'
import path from 'node:path'
import { AppError, appError } from '../../src-shared/errors.ts'
import { openSettings } from '../settings/settings-store.ts'
import type { CliContext } from './context.ts'

export type ConfigFile = { readonly path: string; readonly document: Readonly<Record<string, unknown>> }

/** Rejects with SETTINGS_BROKEN, and with INVALID_INPUT when the file that was named is not there. */
export async function readConfigFile(context: CliContext, file: string | undefined): Promise<ConfigFile> {
  const documentPath = file === undefined ? undefined : path.resolve(file)
  if (documentPath !== undefined) await mustExist(documentPath)
  const settings = await openSettings(context.stateDir, { documentPath })
  if (settings.problem) throw new AppError(settings.problem)
  return { path: settings.documentPath, document: settings.document }
}

async function mustExist(file: string): Promise<void> {
  try {
    await access(file)
  } catch (error) {
    throw appError('INVALID_INPUT', { what: '--config', why: `${file} cannot be read` }, error)
  }
}
