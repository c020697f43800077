// The talk key for the whole computer, while voice is on.
import { globalShortcut } from 'electron'
import type { Log } from '../logging/log.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { Voice } from '../voice/voice.ts'

/** A shortcut says when it is pressed and not when it is let go, so each press counts as a short one. */
export function keepTalkShortcut(
  settings: Pick<SettingsStore, 'app' | 'onChange'>,
  voice: Pick<Voice, 'talk' | 'noteTalkKey'>,
  log: Log,
): () => void {
  let registered = ''
  const letGo = () => {
    if (registered !== '') globalShortcut.unregister(registered)
    registered = ''
  }
  const follow = () => {
    const wanted = settings.app.voice ? settings.app.voiceTalkKey : ''
    if (wanted === registered) return
    letGo()
    const isOurs = wanted === '' || register(wanted)
    registered = isOurs ? wanted : ''
    voice.noteTalkKey(!isOurs)
    if (!isOurs) log.warn('the talk key could not be had', { key: wanted })
  }
  const register = (key: string): boolean => {
    try {
      return globalShortcut.register(key, () => {
        voice.talk(true)
        voice.talk(false)
      })
    } catch {
      // Not a key that Electron knows, written into the settings by hand.
      return false
    }
  }
  const stop = settings.onChange(follow)
  follow()
  return () => {
    stop()
    letGo()
  }
}
