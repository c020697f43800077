import { useEffect } from 'react'
import { chat } from '../chat/chat.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'

/** Tells the app which conversation this window shows, while voice is on. */
export function useOpenChat(isOn: boolean, isChatShown: boolean): void {
  useEffect(() => {
    if (!isOn) return
    let told: string | null | undefined
    const say = () => {
      const sessionKey = (isChatShown && chat().get()?.conversation.sessionKey) || null
      if (sessionKey === told) return
      told = sessionKey
      tell(desktop.voice.chatIsOpen({ sessionKey }))
    }
    say()
    return isChatShown ? chat().subscribe(say) : undefined
  }, [isOn, isChatShown])
}
