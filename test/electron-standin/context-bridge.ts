// Electron's contextBridge between the two worlds of a page. Chromium keeps the worlds apart for real: preload runs
// in an isolated world of its own, the page in the main world, and neither sees the other's objects. What crosses goes
// as an event on an element that only these two functions hold; the page never gets hold of it.
//
// Both functions are sent to Chromium as text: they may use nothing from outside of themselves.

/** Names of events, random for each start of the app. */
export type BridgeNames = { readonly handshake: string }

export type BridgeEnd = {
  /** Puts a copy of `api` on the page's `window[key]`: frozen, functions wrapped, errors with their message alone. */
  readonly expose: (key: string, api: unknown) => void
  /** What the page's `document.visibilityState` says. A page that Playwright drives is always visible to Chromium. */
  readonly setHidden: (isHidden: boolean) => void
}

/** Runs in both worlds, first in preload's, which waits for the page's end to say hello. */
export function bridgeEnd(names: BridgeNames, world: 'preload' | 'page'): BridgeEnd {
  type Crossing = { readonly id: number; readonly call: string; readonly args: readonly unknown[] }
  type Outcome = { readonly id: number; readonly value?: unknown; readonly thrown?: unknown }
  const there = world === 'preload' ? 'page' : 'preload'

  // The page may replace these later; what is used here was taken before any of its scripts ran.
  // oxlint-disable-next-line typescript/unbound-method
  const { dispatchEvent, addEventListener } = EventTarget.prototype
  const { apply } = Reflect
  const send = (target: EventTarget, event: Event) => apply(dispatchEvent, target, [event])
  const listen = (target: EventTarget, name: string, listener: (event: Event) => void) =>
    apply(addEventListener, target, [name, listener])
  const { CustomEvent, Event, MouseEvent, Promise, Error, Map, Set, Date, ArrayBuffer, Array, Object } =
    globalThis

  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const promises = new Map<number, PromiseWithResolvers<unknown>>()
  const outcomes = new Map<number, Outcome>()
  let lastId = 0
  let element: EventTarget | undefined

  /** Calls the other world and waits for it, as one call of a function waits for another. */
  function cross(call: string, ...args: unknown[]): unknown {
    const id = ++lastId
    send(element!, new CustomEvent(`call-${there}`, { detail: { id, call, args } satisfies Crossing }))
    const outcome = outcomes.get(id)
    outcomes.delete(id)
    if (!outcome) throw new Error('the other world did not answer')
    if ('thrown' in outcome) throw copyIn(outcome.thrown)
    return copyIn(outcome.value)
  }

  function copyOut(value: unknown, depth = 0): unknown {
    if (depth > 1000) throw new Error('Electron contextBridge recursion depth exceeded.')
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.')
    if (typeof value === 'function') {
      const id = ++lastId
      functions.set(id, value as (...args: unknown[]) => unknown)
      return { kind: 'function', id }
    }
    if (typeof value !== 'object' || value === null) return { kind: 'plain', value }
    if (value instanceof Promise) {
      const id = ++lastId
      value.then(
        settled => cross('settle', id, true, copyOut(settled)),
        (error: unknown) => cross('settle', id, false, copyOut(error)),
      )
      return { kind: 'promise', id }
    }
    if (value instanceof Error) return { kind: 'error', message: value.message }
    if (Array.isArray(value)) return { kind: 'array', items: value.map(item => copyOut(item, depth + 1)) }
    const asItIs = [Date, Map, Set, ArrayBuffer].some(type => value instanceof type)
    if (asItIs || ArrayBuffer.isView(value)) return { kind: 'plain', value }
    return {
      kind: 'object',
      entries: Object.entries(value).map(([key, item]) => [key, copyOut(item, depth + 1)]),
    }
  }

  function copyIn(copy: unknown): unknown {
    const it = copy as {
      kind: string
      id: number
      value: unknown
      message: string
      items: unknown[]
      entries: [string, unknown][]
    }
    switch (it.kind) {
      case 'function':
        return (...args: unknown[]) => cross('run', it.id, copyOut(args))
      case 'promise': {
        const settling = Promise.withResolvers<unknown>()
        promises.set(it.id, settling)
        return settling.promise
      }
      case 'error':
        return new Error(it.message)
      case 'array':
        return it.items.map(item => copyIn(item))
      case 'object':
        return Object.fromEntries(it.entries.map(([key, item]) => [key, copyIn(item)]))
      default:
        return it.value
    }
  }

  function freezeDeeply(value: unknown): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return
    Object.freeze(value)
    Object.values(value).forEach(freezeDeeply)
  }

  const answers: Record<string, (...args: never[]) => unknown> = {
    run: (id: number, args: unknown) => functions.get(id)?.(...(copyIn(args) as unknown[])),
    settle: (id: number, isGood: boolean, value: unknown) => {
      const settling = promises.get(id)
      promises.delete(id)
      if (isGood) settling?.resolve(copyIn(value))
      else settling?.reject(copyIn(value))
    },
    hide: (isHidden: boolean) => {
      if (document.hidden === isHidden) return
      const state = { hidden: isHidden, visibilityState: isHidden ? 'hidden' : 'visible' }
      for (const [name, value] of Object.entries(state))
        Object.defineProperty(document, name, { value, configurable: true })
      send(document, new Event('visibilitychange', { bubbles: true }))
    },
    expose: (key: string, api: unknown) => {
      if (Object.hasOwn(globalThis, key))
        throw new Error('Cannot bind an API on top of an existing property on the window object')
      const value = copyIn(api)
      freezeDeeply(value)
      Object.defineProperty(globalThis, key, { value, enumerable: true })
    },
  }

  function open(shared: EventTarget): void {
    element = shared
    listen(shared, `outcome-${world}`, event => {
      const outcome = (event as CustomEvent<Outcome>).detail
      outcomes.set(outcome.id, outcome)
    })
    listen(shared, `call-${world}`, event => {
      const { id, call, args } = (event as CustomEvent<Crossing>).detail
      let outcome: Outcome
      try {
        outcome = { id, value: copyOut(answers[call]?.(...(args as never[]))) }
      } catch (error) {
        outcome = { id, thrown: copyOut(error instanceof Error ? error : new Error(String(error))) }
      }
      send(shared, new CustomEvent(`outcome-${there}`, { detail: outcome }))
    })
  }

  if (world === 'preload') {
    listen(globalThis, names.handshake, event => {
      if (!element) open((event as MouseEvent).relatedTarget!)
    })
  } else {
    const shared = document.createElement('i')
    open(shared)
    send(globalThis, new MouseEvent(names.handshake, { relatedTarget: shared }))
  }
  return {
    expose: (key, api) => void cross('expose', key, copyOut(api)),
    setHidden: isHidden => void cross('hide', isHidden),
  }
}
