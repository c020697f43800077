import { useEffect } from 'react'
import { acceleratorOf } from '../../src-shared/accelerator.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'

/** The talk key in a page that has no other way to it: down and up, so that it can be held. Empty is none. */
export function useTalkKey(accelerator: string): void {
  useEffect(() => {
    if (accelerator === '') return
    let isDown = false
    const set = (pressed: boolean) => {
      if (pressed === isDown) return
      isDown = pressed
      tell(desktop.voice.talk({ pressed }))
    }
    const onDown = (event: KeyboardEvent) => {
      if (acceleratorOf(event) !== accelerator) return
      event.preventDefault()
      set(true)
    }
    // Whichever of its keys is let go first.
    const onUp = () => set(false)
    window.addEventListener('keydown', onDown)
    window.addEventListener('keyup', onUp)
    window.addEventListener('blur', onUp)
    return () => {
      onUp()
      window.removeEventListener('keydown', onDown)
      window.removeEventListener('keyup', onUp)
      window.removeEventListener('blur', onUp)
    }
  }, [accelerator])
}
