// Whose turn it is: in each conversation one thing at a time, in the order it came, and some beside it.

type Lane<T> = { active: T | undefined; readonly waiting: T[]; readonly beside: Set<T> }

export function createLanes<T extends { readonly conversation: string }>() {
  const lanes = new Map<string, Lane<T>>()

  function laneOf(conversation: string): Lane<T> {
    const lane = lanes.get(conversation) ?? { active: undefined, waiting: [], beside: new Set<T>() }
    lanes.set(conversation, lane)
    return lane
  }

  return {
    /** Puts it at the end of its conversation's lane. */
    queue: (item: T) => void laneOf(item.conversation).waiting.push(item),

    /** Lets it run beside whatever its conversation is busy with. */
    besideOthers: (item: T) => void laneOf(item.conversation).beside.add(item),

    /** The next one, now active; undefined while another is, or when nothing waits. */
    takeNext(conversation: string): T | undefined {
      const lane = lanes.get(conversation)
      if (!lane || lane.active) return undefined
      lane.active = lane.waiting.shift()
      return lane.active
    },

    /** Takes it out, wherever it stands. */
    remove(item: T) {
      const lane = lanes.get(item.conversation)
      if (!lane) return
      if (lane.active === item) lane.active = undefined
      lane.beside.delete(item)
      const at = lane.waiting.indexOf(item)
      if (at !== -1) lane.waiting.splice(at, 1)
      if (!lane.active && lane.waiting.length === 0 && lane.beside.size === 0) lanes.delete(item.conversation)
    },

    active: (conversation: string): T | undefined => lanes.get(conversation)?.active,
    waiting: (conversation: string): readonly T[] => lanes.get(conversation)?.waiting ?? [],

    /** All of a conversation's, the active one first. */
    all(conversation: string): T[] {
      const lane = lanes.get(conversation)
      return lane ? [...(lane.active ? [lane.active] : []), ...lane.waiting, ...lane.beside] : []
    },
  }
}
