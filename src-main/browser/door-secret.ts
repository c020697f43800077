// The secret behind the browser door's cookies. It outlives the door, so that an open page finds its way back.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'

const secretBytes = 32

/** DIR/browser-door.key, made (readable by its owner only) at the first start. Rejects with STORE_FAILED. */
export async function readDoorSecret(stateDir: string): Promise<Buffer> {
  const file = path.join(stateDir, 'browser-door.key')
  const kept = await readFile(file, 'utf8').then(
    text => Buffer.from(text.trim(), 'base64url'),
    // Missing or unreadable: a new one only signs open pages out.
    () => undefined,
  )
  if (kept?.length === secretBytes) return kept
  const secret = randomBytes(secretBytes)
  await writeFileAtomically(file, `${secret.toString('base64url')}\n`)
  return secret
}
