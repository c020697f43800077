// What would be gone with this page: said to the app when the page is out of sight, so that it is not ended over it.
import { desktop, hasDesktop } from './desktop.ts'
import { tell } from './tell.ts'

const holders = new Set<() => boolean>()

/** For as long as the page lives; `holds` is asked when the page goes out of sight. */
export function holdWhile(holds: () => boolean): void {
  holders.add(holds)
}

/** Fields that were typed into. What the app keeps by itself is marked `data-kept`. */
const typedInto = new Set<HTMLInputElement | HTMLTextAreaElement>()

function holdsTyped(): boolean {
  for (const field of typedInto) if (!field.isConnected || field.value === '') typedInto.delete(field)
  return typedInto.size > 0
}

/** Begins to watch, once for the page. */
export function tellWhatIsHeld(): void {
  document.addEventListener('input', ({ target }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
    if (isField && target.dataset['kept'] === undefined) typedInto.add(target)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || !hasDesktop()) return
    tell(desktop.app.hold({ holds: holdsTyped() || [...holders].some(holds => holds()) }))
  })
}
