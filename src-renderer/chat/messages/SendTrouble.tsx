import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Outgoing } from '../../../src-shared/chat.ts'
import { plainText } from '../../../src-shared/chat-content.ts'
import { sayError } from '../../../src-shared/error-words.ts'
import type { T } from '../../../src-shared/i18n/message-types.ts'
import { tell } from '../../tell.ts'
import { Mark } from '../../ui/Mark.tsx'
import type { Sending } from '../sending.ts'
import { useWords } from '../../words.ts'
import classes from './message.module.css'

type Props = {
  readonly send: Outgoing
  readonly sending: Pick<Sending, 'canQueue' | 'canSendAgain' | 'sendAgain' | 'discard' | 'check'>
  readonly online: boolean
}

/** A message that is on its way, was refused, or of which nobody knows. Nothing is sent again without a click. */
export function SendTrouble({ send, sending, online }: Props) {
  const { t } = useWords()
  const { isLooking, lookedAt, look } = useLookAgain()
  if (send.delivery === 'sent') return null
  const discard = () => tell(sending.discard(send.sendKey))
  if (send.delivery === 'sending' || send.delivery === 'checking') {
    return (
      <p className={classes.sending} role="status">
        {t(
          send.delivery === 'sending'
            ? 'chat.sending.sending'
            : online
              ? 'chat.sending.checking'
              : 'chat.sending.toBeChecked',
        )}
      </p>
    )
  }
  if (send.delivery === 'queued') {
    return (
      <div className={classes.queued}>
        <span role="status">
          {t(online ? 'chat.sending.queued' : 'chat.sending.queuedOffline')}
          {online && send.error && ` ${sayError(send.error, t).message}`}
        </span>
        <Button variant="subtle" size="compact-xs" color="gray" onClick={discard}>
          {t('chat.sending.discard')}
        </Button>
      </div>
    )
  }
  const isFailed = send.delivery === 'failed'
  return (
    <div
      className={classes.trouble}
      role="group"
      aria-label={t(isFailed ? 'chat.sending.failed' : 'chat.sending.uncertain')}
    >
      <p className={classes.troubleWords}>
        <Mark shape={isFailed ? 'bad' : 'attention'} size={14} />
        <span>
          <strong>{t(isFailed ? 'chat.sending.failedBold' : 'chat.sending.uncertainBold')}</strong>{' '}
          {explain(send, t)}
        </span>
      </p>
      <p className={classes.looked} role="status">
        {!isFailed && lookedAt !== undefined && t('chat.sending.lookedAgain', { at: lookedAt })}
      </p>
      <div className={classes.troubleActions}>
        {!isFailed && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online || isLooking}
            onClick={() => look(() => sending.check(send.sendKey))}
          >
            {t('chat.sending.checkAgain')}
          </Button>
        )}
        {sending.canSendAgain(send.sendKey) && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online && !sending.canQueue}
            onClick={() => tell(sending.sendAgain(send.sendKey))}
          >
            {t('chat.sending.sendAgain')}
          </Button>
        )}
        <Button variant="subtle" size="compact-sm" color="red" onClick={discard}>
          {t('chat.sending.discard')}
        </Button>
      </div>
    </div>
  )
}

/** Who looks again and finds the same sees that it was looked. */
function useLookAgain() {
  const [isLooking, setLooking] = useState(false)
  const [lookedAt, setLookedAt] = useState<number>()
  const look = (check: () => Promise<void>) => {
    setLooking(true)
    tell(
      check()
        .then(() => setLookedAt(Date.now()))
        .finally(() => setLooking(false)),
    )
  }
  return { isLooking, lookedAt, look }
}

function explain(send: Outgoing, t: T): string {
  if (send.delivery === 'failed') {
    if (!send.error) return ''
    const { message, remedy } = sayError(send.error, t)
    return `${message} ${remedy}`
  }
  if (!send.notInHistory) return t('chat.sending.unknown')
  const isCommand = plainText(send.message.blocks).trimStart().startsWith('/')
  return t(isCommand ? 'chat.sending.commandNotInHistory' : 'chat.sending.notInHistory')
}
