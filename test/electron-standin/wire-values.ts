// Values on their way between the app and a preload script, as Electron's structured clone lets them through.
// (Values that contain themselves are the exception: they are refused here.)

export type WireValues = {
  /** Throws "An object could not be cloned." for functions and symbols, wherever they are. */
  readonly pack: (value: unknown) => string
  readonly unpack: (text: string) => unknown
}

/** Sent to the page as text, too: it may use nothing from outside of itself. */
export function wireValues(): WireValues {
  const notCloneable = () => new Error('An object could not be cloned.')

  function toBase64(bytes: Uint8Array): string {
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    return btoa(text)
  }
  const fromBase64 = (text: string) => Uint8Array.from(atob(text), char => char.charCodeAt(0))

  function tagged(value: unknown, depth: number): unknown {
    if (depth > 500) throw notCloneable()
    const each = (item: unknown) => tagged(item, depth + 1)
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return ['undefined']
    if (typeof value === 'number') return Number.isFinite(value) ? value : ['number', String(value)]
    if (typeof value === 'bigint') return ['bigint', String(value)]
    if (typeof value !== 'object') throw notCloneable()
    if (Array.isArray(value)) return ['array', value.map(each)]
    if (value instanceof Date) return ['date', value.getTime()]
    if (value instanceof Error) return ['error', value.name, value.message]
    if (value instanceof Map) return ['map', [...value].map(pair => pair.map(each))]
    if (value instanceof Set) return ['set', [...value].map(each)]
    if (value instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(value))]
    if (ArrayBuffer.isView(value))
      return ['bytes', toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))]
    if (value instanceof Promise || value instanceof WeakMap) throw notCloneable()
    return ['object', Object.entries(value).map(([key, item]) => [key, each(item)])]
  }

  function restored(wire: unknown): unknown {
    if (!Array.isArray(wire)) return wire
    const [tag, content, more] = wire as [string, never, string]
    const items = content as unknown[]
    const pairs = content as [unknown, unknown][]
    switch (tag) {
      case 'undefined':
        return undefined
      case 'number':
        return Number(content)
      case 'bigint':
        return BigInt(content)
      case 'array':
        return items.map(restored)
      case 'date':
        return new Date(content)
      case 'error':
        return Object.assign(new Error(more), { name: content })
      case 'map':
        return new Map(pairs.map(([key, item]) => [restored(key), restored(item)]))
      case 'set':
        return new Set(items.map(restored))
      case 'buffer':
        return fromBase64(content).buffer
      case 'bytes':
        return fromBase64(content)
      case 'object':
        return Object.fromEntries(pairs.map(([key, item]) => [key, restored(item)]))
      default:
        throw new Error(`unknown tag ${tag}`)
    }
  }

  return {
    pack: value => JSON.stringify(tagged(value, 0)),
    unpack: text => restored(JSON.parse(text)),
  }
}
