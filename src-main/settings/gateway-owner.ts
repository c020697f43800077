// A running gateway's note in its state directory: who it is and how it is reached. The lock itself is the database's
// (conversations/database.ts); this file only names its owner, and may be left over from a crash.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const Owner = z.object({
  pid: z.int().positive(),
  port: z.int().positive(),
  /** For programs of this computer, without credentials. */
  url: z.string().startsWith('ws'),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** SHA-256 of the certificate, when the gateway speaks TLS. */
  tlsFingerprint: z.string().optional(),
})

export type GatewayOwner = z.infer<typeof Owner>

const fileOf = (stateDir: string) => path.join(stateDir, 'gateway-owner.json')

export function writeGatewayOwner(stateDir: string, owner: GatewayOwner) {
  writeFileSync(fileOf(stateDir), JSON.stringify(owner), { mode: 0o600 })
}

export function removeGatewayOwner(stateDir: string) {
  rmSync(fileOf(stateDir), { force: true })
}

/** The gateway that works in this state directory; undefined when there is none, or it has died without a word. */
export function readGatewayOwner(stateDir: string): GatewayOwner | undefined {
  const owner = readNote(stateDir)
  return owner && isAlive(owner.pid) ? owner : undefined
}

/** For the message to whoever finds the state directory taken. */
export function describeGatewayOwner(stateDir: string): string {
  const owner = readNote(stateDir)
  if (!owner) return 'a process that has not said its name'
  return `process ${owner.pid}, port ${owner.port}, since ${new Date(owner.startedAt).toISOString()}`
}

function readNote(stateDir: string): GatewayOwner | undefined {
  try {
    return Owner.parse(JSON.parse(readFileSync(fileOf(stateDir), 'utf8')))
  } catch {
    // Not there, half written, or of another version: nobody is named.
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
