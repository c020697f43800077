// Secrets of a configuration on their way to clients and back: masked when they leave, put in again when the mask
// returns. A client can change a document without ever having seen its secrets.
import type { Step } from '../settings/edit-json5.ts'

/** What stands in a secret's place. The word is OpenClaw's. */
export const mask = '__OPENCLAW_REDACTED__'

const secretKey = /(token|password|secret|apikey|api_key|credential|passphrase|privatekey|authorization)$/i
/** All that stands in these may be a secret, whatever its name. */
const secretHolder = new Set(['headers', 'env', 'vars'])

type Visit = (path: readonly Step[], value: unknown) => void

/** Whether the text at this path could be a secret. A `${VARIABLE}` only says where one is. */
function isSecret(path: readonly Step[], value: unknown): value is string {
  if (typeof value !== 'string' || /^\$\{\w+\}$/.test(value)) return false
  const names = path.filter(step => typeof step === 'string')
  const holder = path.at(-2)
  return secretKey.test(names.at(-1) ?? '') || (typeof holder === 'string' && secretHolder.has(holder))
}

/** A copy in which whatever could be a secret is masked. */
export function masked(document: unknown, path: readonly Step[] = []): unknown {
  if (Array.isArray(document)) return document.map((entry, index) => masked(entry, [...path, index]))
  if (isObject(document)) {
    return Object.fromEntries(
      Object.entries(document).map(([name, value]) => [name, masked(value, [...path, name])]),
    )
  }
  return isSecret(path, document) ? mask : document
}

/** Every secret of the document with its path. */
export function secretsIn(document: unknown): { readonly path: readonly Step[]; readonly value: string }[] {
  const found: { path: readonly Step[]; value: string }[] = []
  walk(document, [], (path, value) => {
    if (isSecret(path, value)) found.push({ path, value })
  })
  return found
}

export type Restored =
  | { readonly ok: true; readonly secrets: { readonly path: readonly Step[]; readonly value: string }[] }
  /** A mask where no secret was before. */
  | { readonly ok: false; readonly path: readonly Step[] }

/** The secrets of `before` that belong where `next` has masks. */
export function restoreSecrets(next: unknown, before: unknown): Restored {
  const secrets: { path: readonly Step[]; value: string }[] = []
  let lost: readonly Step[] | undefined
  walk(next, [], (path, value) => {
    if (value !== mask) return
    const secret = counterpart(before, next, path)
    if (isSecret(path, secret) && secret !== mask) secrets.push({ path, value: secret })
    else lost ??= path
  })
  return lost ? { ok: false, path: lost } : { ok: true, secrets }
}

/** What stands at the path in `before`; entries of lists are found again by their `id`, for they may have moved. */
function counterpart(before: unknown, next: unknown, path: readonly Step[]): unknown {
  let [old, current] = [before, next]
  for (const step of path) {
    if (Array.isArray(old) && Array.isArray(current) && typeof step === 'number') {
      const entry: unknown = current[step]
      const id = isObject(entry) ? entry['id'] : undefined
      const same: unknown =
        id === undefined ? old[step] : old.find(other => isObject(other) && other['id'] === id)
      ;[old, current] = [same, entry]
    } else if (isObject(old) && isObject(current) && Object.hasOwn(old, step)) {
      ;[old, current] = [old[step], current[step]]
    } else return undefined
  }
  return old
}

function walk(value: unknown, path: readonly Step[], visit: Visit) {
  if (Array.isArray(value)) value.forEach((entry, index) => walk(entry, [...path, index], visit))
  else if (isObject(value)) {
    for (const [name, entry] of Object.entries(value)) walk(entry, [...path, name], visit)
  } else visit(path, value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
