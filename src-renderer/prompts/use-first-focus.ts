import { useEffect, useRef } from 'react'

/**
 * Puts the focus on the element when it appears. The dialog's own trap does so only when the dialog opens, not when
 * a second question follows the first in the same dialog.
 */
export function useFirstFocus<E extends HTMLElement>() {
  const ref = useRef<E>(null)
  useEffect(() => {
    // Not at once: the opening dialog first has to note where the focus was, to give it back.
    const timer = setTimeout(() => ref.current?.focus())
    return () => clearTimeout(timer)
  }, [])
  return ref
}
