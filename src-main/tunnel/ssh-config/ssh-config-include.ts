// Which files an `Include` names: glob(3) as OpenSSH uses it, in byte order, nothing for a pattern that fits nothing.
import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { expandTilde, type Surroundings } from './ssh-config-tokens.ts'

/** The files behind one word of an Include line. Relative names are looked up in `folder`. */
export async function includedFiles(
  word: string,
  folder: string,
  surroundings: Surroundings,
): Promise<string[]> {
  const path = word.startsWith('~') ? expandTilde(word, surroundings) : word
  const absolute = isAbsolute(path) ? path : join(folder, path)
  return expandGlob(process.platform === 'win32' ? absolute.replaceAll('\\', '/') : absolute)
}

const hasMagic = /[*?[\\]/
// A pattern is the person's own, but a slip such as /*/*/*/* must not walk the whole disk.
const maxFiles = 4_096

async function expandGlob(pattern: string): Promise<string[]> {
  const [root = '', ...parts] = pattern.split('/')
  let found = [root]
  for (const part of parts.filter(each => each !== '')) {
    found = (await Promise.all(found.map(folder => stepInto(folder, part)))).flat().slice(0, maxFiles)
  }
  return found
}

async function stepInto(folder: string, part: string): Promise<string[]> {
  if (!hasMagic.test(part)) {
    const path = `${folder}/${part}`
    return (await exists(path)) ? [path] : []
  }
  const wanted = globPattern(part)
  const names = await readdir(folder === '' ? '/' : folder).catch(() => [])
  return names
    .filter(name => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(name => `${folder}/${name}`)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A part of a path as an expression: `*`, `?`, `[a-z]`, `[!a-z]` (a caret is a character as any other) and `\` before a character that is meant as it is. */
function globPattern(part: string): RegExp {
  const source = part.replace(
    /\\(.)|\[(!?)(\]?[^\]]*)\]|[\s\S]/g,
    (all, escaped?: string, negation?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped)
      if (set !== undefined) return `[${negation === '' ? '' : '^'}${set.replace(/[\\\]^[]/g, '\\$&')}]`
      if (all === '*') return '.*'
      return all === '?' ? '.' : literal(all)
    },
  )
  try {
    return new RegExp(`^${source}$`, 's')
  } catch {
    // A range that runs backwards ([z-a]) fits nothing.
    return /(?!)/
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
