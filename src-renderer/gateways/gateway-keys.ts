// Ctrl+1 to Ctrl+9, with Command on a Mac: the gateways in the order of their list.
import { useEffect, useRef } from 'react'
import type { GatewayEntry } from '../../src-shared/desktop-api.ts'

const isMac = /Mac/i.test(navigator.userAgent)

export function shortcutOf(index: number): { readonly shown: string; readonly aria: string } | undefined {
  const digit = index + 1
  if (digit > 9) return undefined
  return isMac
    ? { shown: `⌘${digit}`, aria: `Meta+${digit}` }
    : { shown: `Ctrl ${digit}`, aria: `Control+${digit}` }
}

/** Listens while there are several. */
export function useGatewayKeys(entries: readonly GatewayEntry[], show: (entry: GatewayEntry) => void): void {
  const newest = useRef({ entries, show })
  useEffect(() => {
    newest.current = { entries, show }
  })
  const isWanted = entries.length > 1
  useEffect(() => {
    if (!isWanted) return
    const onDown = (event: KeyboardEvent) => {
      const hasKey = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
      if (!hasKey || event.altKey || event.shiftKey || digit === undefined) return
      const entry = newest.current.entries[Number(digit) - 1]
      if (!entry) return
      event.preventDefault()
      newest.current.show(entry)
    }
    window.addEventListener('keydown', onDown)
    return () => window.removeEventListener('keydown', onDown)
  }, [isWanted])
}
