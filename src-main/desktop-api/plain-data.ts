// What may cross to a window: the values JSON can hold, and `undefined` for an absent property.

const maxDepth = 64
/** What a number, a boolean, a brace or a comma roughly costs on the wire. */
const scalarBytes = 8

export type PlainDataFault = 'not-plain' | 'too-deep' | 'too-large'

/**
 * The rough size of plain data in bytes, or what is wrong with it. Stops at the first fault, so a hostile value
 * costs no more than `maxBytes` of work; a cycle counts as too deep.
 */
export function measurePlainData(value: unknown, maxBytes: number): number | PlainDataFault {
  let bytes = 0

  const visit = (part: unknown, depth: number): PlainDataFault | undefined => {
    bytes += scalarBytes
    if (typeof part === 'string') bytes += Buffer.byteLength(part)
    if (bytes > maxBytes) return 'too-large'
    if (part === null || part === undefined) return undefined
    if (typeof part === 'string' || typeof part === 'boolean') return undefined
    if (typeof part === 'number') return Number.isFinite(part) ? undefined : 'not-plain'
    if (typeof part !== 'object') return 'not-plain'
    if (depth >= maxDepth) return 'too-deep'
    if (Array.isArray(part)) return firstFault(part, item => visit(item, depth + 1))
    if (!isPlainObject(part)) return 'not-plain'
    return firstFault(Object.keys(part), key => {
      bytes += Buffer.byteLength(key)
      return visit(part[key], depth + 1)
    })
  }

  return visit(value, 0) ?? bytes
}

function firstFault<T>(
  items: readonly T[],
  faultOf: (item: T) => PlainDataFault | undefined,
): PlainDataFault | undefined {
  for (const item of items) {
    const fault = faultOf(item)
    if (fault) return fault
  }
  return undefined
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
