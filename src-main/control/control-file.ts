// Where a running app can be asked, and with which key: one file beside its settings that only its user can read.
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'

const ControlFile = z.object({
  /** A socket's path, or the name of a Windows pipe. */
  address: z.string().min(1),
  /** 32 bytes, base64url; another one at each start. */
  key: z.string().length(43),
})
export type ControlFile = z.infer<typeof ControlFile>

const fileIn = (stateDir: string) => path.join(stateDir, 'control.json')

/** Undefined when no app has left one, or it cannot be read. */
export async function readControlFile(stateDir: string): Promise<ControlFile | undefined> {
  try {
    return ControlFile.parse(JSON.parse(await readFile(fileIn(stateDir), 'utf8')))
  } catch {
    return undefined
  }
}

/** Rejects with STORE_FAILED. */
export function writeControlFile(stateDir: string, contents: ControlFile): Promise<void> {
  return writeFileAtomically(fileIn(stateDir), JSON.stringify(contents))
}

export async function removeControlFile(stateDir: string): Promise<void> {
  await rm(fileIn(stateDir), { force: true })
}
