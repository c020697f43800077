import { Button } from '@mantine/core'
import type { Outgoing } from '../../../src-shared/chat.ts'
import { tell } from '../../tell.ts'
import { Mark } from '../../ui/Mark.tsx'
import type { Conversation } from '../conversation.ts'
import classes from './message.module.css'

type Props = { readonly send: Outgoing; readonly conversation: Conversation; readonly online: boolean }

/** A message that is on its way, was refused, or of which nobody knows. Nothing is sent again without a click. */
export function SendTrouble({ send, conversation, online }: Props) {
  if (send.delivery === 'sent') return null
  if (send.delivery === 'sending') {
    return (
      <p className={classes.sending} role="status">
        Sending…
      </p>
    )
  }
  const isFailed = send.delivery === 'failed'
  return (
    <div className={classes.trouble} role="group" aria-label={isFailed ? 'Not sent' : 'Not confirmed'}>
      <p className={classes.troubleWords}>
        <Mark shape={isFailed ? 'bad' : 'attention'} size={14} />
        <span>
          <strong>{isFailed ? 'Not sent.' : 'Not confirmed.'}</strong> {explain(send)}
        </span>
      </p>
      <div className={classes.troubleActions}>
        {!isFailed && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online}
            onClick={() => tell(conversation.sync())}
          >
            Check again
          </Button>
        )}
        {conversation.canSendAgain(send.sendKey) && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online}
            onClick={() => conversation.sendAgain(send.sendKey)}
          >
            Send again
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-sm"
          color="red"
          onClick={() => conversation.discard(send.sendKey)}
        >
          Discard
        </Button>
      </div>
    </div>
  )
}

function explain(send: Outgoing): string {
  if (send.delivery === 'failed') return send.error ? `${send.error.message} ${send.error.remedy}` : ''
  return send.notInHistory
    ? 'The gateway’s history does not hold it, so it has probably not arrived.'
    : 'The connection went before the gateway answered: it may have arrived.'
}
