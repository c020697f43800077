// What waits to be sent while there is no chat that could show it: after a start without a connection, say.
import { useEffect, useId, useState } from 'react'
import { applyOutboxEntry } from '../../src-shared/chat-sending.ts'
import { newTranscript, outgoingSends } from '../../src-shared/chat.ts'
import { emptySession, hasOwnTitle, sessionTitle } from '../../src-shared/chat-sessions.ts'
import { nameInKey } from '../../src-shared/connection.ts'
import type { OutboxEntry } from '../../src-shared/outbox.ts'
import { desktop } from '../desktop.ts'
import { isGatewayPage } from '../gateway-page.ts'
import { tellError } from '../tell.ts'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { MessageView } from './messages/MessageView.tsx'
import { SendTrouble } from './messages/SendTrouble.tsx'
import classes from './waiting.module.css'

/** In its conversation, each that waits for this gateway, or for any; with what a person may do about it. */
export function WaitingMessages({ gateway }: { readonly gateway?: string | undefined }) {
  const { t } = useWords()
  const entries = useWaiting(gateway)
  if (entries.length === 0) return null
  const conversations = Map.groupBy(entries, entry => `${entry.gateway}|${entry.sessionKey}`)
  return (
    // A list that is longer than the room it has is scrolled with the keyboard too.
    <div className={classes.waiting} role="region" aria-labelledby="waiting-title" tabIndex={0}>
      <h2 id="waiting-title" className={classes.title}>
        <span role="status">{t('chat.notConnected.messagesWaiting', { count: entries.length })}</span>
      </h2>
      {[...conversations].map(([key, waiting]) => (
        <WaitingConversation key={key} entries={waiting} namesGateway={gateway === undefined} />
      ))}
    </div>
  )
}

type ConversationProps = { readonly entries: readonly OutboxEntry[]; readonly namesGateway: boolean }

function WaitingConversation({ entries, namesGateway }: ConversationProps) {
  const { t } = useWords()
  const id = useId()
  const now = useNow(false)
  const [first] = entries
  if (!first) return null
  const { gateway, sessionKey } = first
  const session = emptySession(sessionKey)
  const transcript = entries.reduce(
    (soFar, entry) => applyOutboxEntry(soFar, entry, now),
    newTranscript(sessionKey),
  )
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={classes.conversation}>
        <bdi translate={hasOwnTitle(session) ? 'no' : undefined}>{sessionTitle(session, t)}</bdi>
        {namesGateway && (
          <bdi className={classes.gateway} translate="no">
            {nameInKey(gateway) ?? t('common.thisComputer')}
          </bdi>
        )}
      </h3>
      {outgoingSends(transcript).map(send => (
        <MessageView key={send.sendKey} message={send.message} open={noneOpen}>
          <SendTrouble send={send} sending={sending} online={false} />
        </MessageView>
      ))}
    </section>
  )
}

/** What was written by hand has nothing to open. */
const noneOpen = new Set<string>()

const sending = {
  canQueue: true,
  canSendAgain: () => true,
  sendAgain: (key: string) => desktop.outbox.sendAgain({ key }),
  discard: (key: string) => desktop.outbox.discard({ key }),
  check: (key: string) => desktop.outbox.check({ key }),
}

function useWaiting(gateway: string | undefined): readonly OutboxEntry[] {
  const [entries, setEntries] = useState<readonly OutboxEntry[]>([])
  useEffect(() => {
    // A page that its gateway served keeps nothing for later.
    if (isGatewayPage()) return
    let looks = 0
    const look = async () => {
      looks += 1
      const mine = looks
      const found = await desktop.outbox.waiting({ gateway })
      if (mine === looks) setEntries(found)
    }
    const lookNow = () => void look().catch(tellError)
    lookNow()
    const stopListening = desktop.outbox.onChanged(lookNow)
    return () => {
      looks = -1
      stopListening()
    }
  }, [gateway])
  return entries
}
