// The text of an ssh_config file, with the limits and the care OpenSSH takes: no file that somebody else can write.
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { ConfigFault } from './ssh-config-lines.ts'
import { phrase } from '../../../src-shared/said.ts'

const maxFileBytes = 1024 * 1024
const maxLineLength = 64 * 1024
const writableByOthers = 0o022

export const unsafeFile = phrase('configUnsafe')

/** The lines of a file, or undefined when there is none. With `ownersOnly` it must belong to this person or root and be theirs alone to write. Throws ConfigFault. */
export async function readConfigLines(
  path: string,
  { ownersOnly }: { ownersOnly: boolean },
): Promise<string[] | undefined> {
  const content = await readLimited(path, ownersOnly)
  if (content === undefined) return undefined
  if (content[0] === 0xff || content[0] === 0xfe) throw new ConfigFault('it is not plain text (UTF-16?)')
  const lines = content
    .toString('utf8')
    .replace(/^\u{FEFF}/u, '')
    .split('\n')
  const long = lines.findIndex(line => line.length > maxLineLength)
  if (long >= 0) throw new ConfigFault(`line ${long + 1} is longer than ${maxLineLength} characters`)
  return lines
}

async function readLimited(path: string, ownersOnly: boolean): Promise<Buffer | undefined> {
  const file = await openIfThere(path)
  if (!file) return undefined
  try {
    const info = await file.stat()
    const mine = info.uid === 0 || info.uid === process.getuid?.()
    if (ownersOnly && process.platform !== 'win32' && (!mine || (info.mode & writableByOthers) !== 0)) {
      throw new ConfigFault(unsafeFile)
    }
    // `/dev/null` and the like are a way to say "none".
    if (!info.isFile()) return undefined
    if (info.size > maxFileBytes) throw new ConfigFault(`it is larger than ${maxFileBytes} bytes`)
    const content = await file.readFile()
    if (content.length > maxFileBytes) throw new ConfigFault(`it is larger than ${maxFileBytes} bytes`)
    return content
  } finally {
    await file.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    // Without O_NONBLOCK even opening a pipe waits for its writer. Windows knows no such flag and no such pipes.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigFault(`it cannot be read (${code ?? 'unknown'})`, { cause: error })
  }
}
