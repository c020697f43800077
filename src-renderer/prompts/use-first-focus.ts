import { useEffect, useRef } from 'react'

/**
 * Puts the focus on the element when it appears. The dialog's own trap does so only when the dialog opens, not when
 * a second question follows the first in the same dialog.
 */
export function useFirstFocus<E extends HTMLElement>() {
  const ref = useRef<E>(null)
  useEffect(() => ref.current?.focus(), [])
  return ref
}
