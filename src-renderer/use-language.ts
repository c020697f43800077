// The language of the settings, in this window.
import { useEffect } from 'react'
import { liveSettings } from './app-state.ts'
import { useLive } from './live.ts'
import { tell } from './tell.ts'
import { speak } from './words.ts'

export function useLanguage(): void {
  const language = useLive(liveSettings)?.language
  useEffect(() => {
    if (language === undefined) return
    const follow = () => tell(speak(language))
    follow()
    // The system's own languages can change while the window is open.
    window.addEventListener('languagechange', follow)
    return () => window.removeEventListener('languagechange', follow)
  }, [language])
}
