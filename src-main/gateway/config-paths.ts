// Walks configuration documents by path.

type Step = PropertyKey

/** Dotted paths that are in `document` and were not carried over into `known`; the shortest path of each. */
export function unknownPaths(document: unknown, known: unknown, prefix = ''): string[] {
  if (!isObject(document)) return []
  return Object.entries(document).flatMap(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    const counterpart = isObject(known) && Object.hasOwn(known, key) ? known[key] : undefined
    if (counterpart === undefined) return value === undefined ? [] : [path]
    return unknownPaths(value, counterpart, path)
  })
}

/** A copy without what stands at `path`; where nothing does, without what should have held it. Never the same again. */
export function withoutPath(document: unknown, path: readonly Step[]): unknown {
  let holder = document
  const there = path.findIndex(step => {
    if (!isObject(holder) || !Object.hasOwn(holder, step)) return true
    holder = holder[String(step)]
    return false
  })
  const existing = there === -1 ? path : path.slice(0, there)
  return existing.length === 0 ? {} : remove(document, existing)
}

function remove(document: unknown, path: readonly Step[]): unknown {
  const [step, ...rest] = path
  if (step === undefined) return undefined
  if (Array.isArray(document)) {
    return rest.length === 0
      ? document.filter((_, index) => index !== step)
      : document.map((value: unknown, index) => (index === step ? remove(value, rest) : value))
  }
  if (!isObject(document)) return undefined
  const entries = Object.entries(document).flatMap(([key, value]) => {
    if (key !== String(step)) return [[key, value] as const]
    return rest.length === 0 ? [] : [[key, remove(value, rest)] as const]
  })
  return Object.fromEntries(entries)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
