// Pages that say that something would be gone with them.

export type HeldPages = {
  /** `gone` is aborted when the page is. */
  readonly hold: (holds: boolean, gone: AbortSignal) => void
  readonly isAny: () => boolean
}

export function openHeldPages(): HeldPages {
  const held = new Set<AbortSignal>()
  return {
    hold: (holds, gone) => {
      if (!holds || gone.aborted) return void held.delete(gone)
      held.add(gone)
      gone.addEventListener('abort', () => held.delete(gone), { once: true })
    },
    isAny: () => held.size > 0,
  }
}
