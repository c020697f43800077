// Keeps a part of the page where it was scrolled to while what stands above it is still growing.

/** The person takes over with the first of these. */
const signsOfThePerson = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Scrolls the element of that id to the top, now and whenever `frame` changes its size, until somebody scrolls or types.
 * Returns how to stop.
 */
export function holdInView(id: string, frame: Element): () => void {
  const stop = (): void => {
    observer.disconnect()
    for (const sign of signsOfThePerson) window.removeEventListener(sign, stop, { capture: true })
  }
  const observer = new ResizeObserver(() => document.getElementById(id)?.scrollIntoView())
  observer.observe(frame)
  for (const sign of signsOfThePerson) window.addEventListener(sign, stop, { capture: true, passive: true })
  return stop
}
