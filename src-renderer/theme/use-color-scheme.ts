// Light, dark, or whatever the system says at the moment.
import { useEffect, useSyncExternalStore } from 'react'
import { liveSettings } from '../app-state.ts'
import { useLive } from '../live.ts'

const darkQuery = '(prefers-color-scheme: dark)'

function subscribeToSystem(onChange: () => void): () => void {
  const query = matchMedia(darkQuery)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

export function useColorScheme(): 'light' | 'dark' {
  const appearance = useLive(liveSettings)?.appearance
  const systemIsDark = useSyncExternalStore(subscribeToSystem, () => matchMedia(darkQuery).matches)

  useEffect(() => {
    if (appearance === undefined) return
    try {
      // first-paint.js reads this before the settings have arrived.
      localStorage.setItem('appearance', appearance)
    } catch {
      // Storage may be switched off; the next start then begins with the system's preference.
    }
  }, [appearance])

  if (appearance === 'light' || appearance === 'dark') return appearance
  if (appearance === undefined) {
    const painted = document.documentElement.getAttribute('data-mantine-color-scheme')
    if (painted === 'light' || painted === 'dark') return painted
  }
  return systemIsDark ? 'dark' : 'light'
}
