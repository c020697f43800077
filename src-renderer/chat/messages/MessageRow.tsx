import { memo, useSyncExternalStore } from 'react'
import { useNow } from '../../use-now.ts'
import type { Conversation } from '../conversation.ts'
import { sayDay } from '../words.ts'
import { MessageView } from './MessageView.tsx'
import { SendTrouble } from './SendTrouble.tsx'
import { useWords } from '../../words.ts'
import classes from './message.module.css'

type Props = {
  readonly conversation: Conversation
  readonly messageKey: string
  readonly day: number | undefined
  readonly online: boolean
}

/** One row of the list. It looks at its own message alone, so that a token draws one row and no other. */
export const MessageRow = memo(function MessageRow({ conversation, messageKey, day, online }: Props) {
  const { t } = useWords()
  const message = useSyncExternalStore(conversation.subscribe, () => conversation.message(messageKey))
  const send = useSyncExternalStore(conversation.subscribe, () => conversation.outgoing(messageKey))
  const now = useNow(false)
  if (!message) return <div />
  return (
    <div className={classes.row} data-message={messageKey}>
      {day !== undefined && (
        <div className={classes.day} role="separator" aria-label={sayDay(day, now, t)}>
          <span aria-hidden>{sayDay(day, now, t)}</span>
        </div>
      )}
      <MessageView message={message} open={conversation.place.open}>
        {send && <SendTrouble send={send} sending={conversation.sending} online={online} />}
      </MessageView>
    </div>
  )
})
