// A partial change of a configuration as single edits: objects merge, null takes away, lists are replaced, and lists
// whose entries have an `id` merge by it. (JSON merge patch, RFC 7396, with OpenClaw's care for lists.)
import { isDeepStrictEqual } from 'node:util'
import type { Json5Edit, Step } from '../settings/edit-json5.ts'
import { mask } from './config-secrets.ts'

export type PatchEdits =
  | { readonly ok: true; readonly edits: Json5Edit[] }
  /** A list would lose entries, and nobody said that this is meant. */
  | { readonly ok: false; readonly path: string }

type Patch = Readonly<Record<string, unknown>>

/** The edits that turn `document` into the patched one. `replacePaths` names lists that may lose entries, dotted. */
export function patchEdits(document: Patch, patch: Patch, replacePaths: readonly string[] = []): PatchEdits {
  const edits: Json5Edit[] = []
  const mayReplace = new Set(replacePaths)
  let refused: string | undefined

  function refuse(path: readonly Step[]) {
    refused ??= path.join('.')
  }

  /** Lists below something that is to go are lost with it. */
  function checkLoss(value: unknown, path: readonly Step[]) {
    if (Array.isArray(value)) {
      if (!mayReplace.has(path.join('.'))) refuse(path)
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) checkLoss(inner, [...path, name])
    }
  }

  function change(path: readonly Step[], before: unknown, after: unknown) {
    if (!isDeepStrictEqual(before, after)) edits.push({ path, value: after })
  }

  function mergeList(before: readonly unknown[], after: readonly unknown[], path: readonly Step[]) {
    if (mayReplace.has(path.join('.'))) return change(path, before, after)
    if (after.length > 0 && [...before, ...after].every(hasId)) {
      return change(path, before, mergedById(before, after))
    }
    const isKept = before.every(entry => after.some(other => isDeepStrictEqual(entry, other)))
    return isKept ? change(path, before, after) : refuse(path)
  }

  function merge(before: Patch, after: Patch, path: readonly Step[]) {
    for (const [name, value] of Object.entries(after)) {
      const here = [...path, name]
      const old = Object.hasOwn(before, name) ? before[name] : undefined
      if (value === null) {
        checkLoss(old, here)
        if (old !== undefined) edits.push({ path: here, value: undefined })
      } else if (isObject(value) && isObject(old)) merge(old, value, here)
      else if (Array.isArray(value) && Array.isArray(old)) mergeList(old, value, here)
      else if (value !== mask || old === undefined) {
        checkLoss(old, here)
        change(here, old, withoutNulls(value))
      }
    }
  }

  merge(document, patch, [])
  return refused === undefined ? { ok: true, edits } : { ok: false, path: refused }
}

function mergedById(before: readonly unknown[], after: readonly unknown[]): unknown[] {
  const merged = before.map(entry => {
    const change = after.find(other => idOf(other) === idOf(entry))
    return isObject(entry) && isObject(change) ? mergedObject(entry, change) : entry
  })
  return [...merged, ...after.filter(entry => !before.some(other => idOf(other) === idOf(entry)))]
}

function mergedObject(before: Patch, after: Patch): Patch {
  const entries = Object.entries(after).map(([name, value]) => {
    const old = before[name]
    if (value === mask && old !== undefined) return [name, old]
    return [name, isObject(old) && isObject(value) ? mergedObject(old, value) : value]
  })
  return withoutNulls({ ...before, ...Object.fromEntries(entries) }) as Patch
}

/** Null in a patch means "not there", also inside of what is new. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([name, inner]) => [name, withoutNulls(inner)]),
  )
}

function hasId(entry: unknown): boolean {
  return typeof idOf(entry) === 'string'
}

function idOf(entry: unknown): unknown {
  return isObject(entry) ? entry['id'] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
