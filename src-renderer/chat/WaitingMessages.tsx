import { useEffect, useState } from 'react'
import { desktop } from '../desktop.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { tellError } from '../tell.ts'
import { useWords } from '../words.ts'

/** How many messages wait for this gateway, or for any, while there is no chat that could show them. */
export function WaitingMessages({ gateway }: { readonly gateway?: string | undefined }) {
  const { t } = useWords()
  const [count, setCount] = useState(0)
  useEffect(() => {
    // A page that its gateway served keeps nothing for later.
    if (isGatewayPage()) return
    const look = () => {
      desktop.outbox.waiting({ gateway }).then(setCount, tellError)
    }
    look()
    return desktop.outbox.onChanged(look)
  }, [gateway])
  return count > 0 ? <>{t('chat.notConnected.messagesWaiting', { count })}</> : null
}
