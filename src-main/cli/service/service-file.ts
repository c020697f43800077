// The file that describes a service, in the encoding its system reads.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { appError } from '../../../src-shared/errors.ts'
import { writeFileAtomically } from '../../settings/write-file-atomically.ts'
import type { ServicePlan } from './service.ts'

/** Undefined when there is none. */
export async function readServiceFile({ file }: ServicePlan): Promise<Buffer | undefined> {
  return readFile(file).catch(() => undefined)
}

/** Rejects with STORE_FAILED. */
export async function writeServiceFile({ file, text }: ServicePlan): Promise<void> {
  if (process.platform !== 'win32') return writeFileAtomically(file, text)
  // Task Scheduler takes UTF-16 alone.
  await putBack({ file }, Buffer.from(`\ufeff${text}`, 'utf16le'))
}

/** What was there before, or nothing. Rejects with STORE_FAILED. */
export async function putBack(
  { file }: Pick<ServicePlan, 'file'>,
  before: Buffer | undefined,
): Promise<void> {
  try {
    if (before === undefined) return await rm(file, { force: true })
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, before)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw appError('STORE_FAILED', { path: file, why }, error)
  }
}
