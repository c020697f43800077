// Writes known_hosts files: adds a line, or takes a host's key of one type out.
import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { appError } from '../../../src-shared/errors.ts'
import {
  hideName,
  keyOf,
  namesHost,
  parseKnownHostLine,
  type KnownHostLine,
  type LookupName,
} from './known-hosts-line.ts'
import { lowerAscii } from '../ssh-config/name-patterns.ts'

const ownerOnly = 0o600
const ownerOnlyFolder = 0o700
const saltBytes = 20

/** Appends `name key`, the name hashed when asked. Makes the file and its folder, for the owner only. Rejects with STORE_FAILED. */
export async function appendKnownHost(
  path: string,
  name: LookupName,
  keyLine: string,
  { hash }: { hash: boolean },
): Promise<void> {
  await appendKnownHostLine(path, `${hash ? hideName(name, randomBytes(saltBytes)) : name} ${keyLine}`)
}

/** Appends a line that is whole already, as Latin-1. Makes the file and its folder too. Rejects with STORE_FAILED. */
export async function appendKnownHostLine(path: string, line: string): Promise<void> {
  await storing(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: ownerOnlyFolder })
    const file = await open(path, 'a+', ownerOnly)
    try {
      const { size } = await file.stat()
      const last = Buffer.alloc(1)
      if (size > 0) await file.read(last, 0, 1, size - 1)
      // A file whose last line lacks its end would swallow ours.
      const repair = size > 0 && last[0] !== 0x0a ? '\n' : ''
      // One write in append mode: two programs saving at once cannot mix their lines.
      await file.write(
        Buffer.from(
          `${repair}${line}
`,
          'latin1',
        ),
      )
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Takes whole lines out of a file of our own. Rejects with STORE_FAILED. */
export async function removeKnownHostLines(
  path: string,
  isUnwanted: (line: KnownHostLine) => boolean,
): Promise<void> {
  await storing(path, async () => {
    const text = await readFile(path, 'latin1').catch(missingAsEmpty)
    const kept = text.split('\n').filter((line, index) => {
      const parsed = parseKnownHostLine(line, index + 1)
      return !parsed || !isUnwanted(parsed)
    })
    if (kept.join('\n') !== text) await replaceFile(await realpath(path), kept.join('\n'))
  })
}

/**
 * Takes the plain keys of `keyType` for `name` out of a file. A line that also names others stays for them.
 * With `keepOld` the file as it was is kept beside it as `.old`, as `ssh-keygen -R` does. Rejects with STORE_FAILED.
 */
export async function removeKnownHost(
  path: string,
  name: LookupName,
  keyType: string,
  { keepOld }: { keepOld: boolean },
): Promise<void> {
  await storing(path, async () => {
    const text = await readFile(path, 'latin1').catch(missingAsEmpty)
    const changed = text
      .split('\n')
      .map((line, index) => withoutName(line, index + 1, name, keyType))
      .filter(line => line !== undefined)
      .join('\n')
    if (changed === text) return
    // A link (a dotfiles folder, say) stays a link.
    const real = await realpath(path)
    if (keepOld) await copyFile(real, `${real}.old`)
    await replaceFile(real, changed)
  })
}

function withoutName(text: string, number: number, name: LookupName, keyType: string): string | undefined {
  const line = parseKnownHostLine(text, number)
  if (!line || line.marker !== 'key' || keyOf(line)?.type !== keyType || !namesHost(name)(line)) return text
  if (line.hosts.startsWith('|')) return undefined
  const others = line.hosts.split(',').filter(part => lowerAscii(part) !== name)
  const hosts = others.join(',')
  if (!others.some(part => part !== '' && !part.startsWith('!'))) return undefined
  const rest = { ...line, hosts }
  // A wildcard among the others may still fit; "!name" takes just this host out of it.
  const left = namesHost(name)(rest) ? `!${name},${hosts}` : hosts
  const at = text.indexOf(line.hosts)
  return text.slice(0, at) + left + text.slice(at + line.hosts.length)
}

async function replaceFile(path: string, text: string): Promise<void> {
  const { mode } = await stat(path)
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(temporary, 'wx', ownerOnly)
    try {
      await file.writeFile(text, 'latin1')
      await file.sync()
    } finally {
      await file.close()
    }
    await chmod(temporary, mode & 0o777)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function missingAsEmpty(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}

async function storing(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw appError('STORE_FAILED', { path, why: (error as NodeJS.ErrnoException).code ?? 'unknown' }, error)
  }
}
