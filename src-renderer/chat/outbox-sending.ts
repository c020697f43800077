// Sending through the app's outbox: it keeps, sends and repeats; here it is only shown what becomes of it.
import { missed, outgoingSends } from '../../src-shared/chat.ts'
import { addOutgoing, applyOutboxEntry, discardSend } from '../../src-shared/chat-sending.ts'
import { connectionLost } from '../../src-shared/chat-sync.ts'
import type { NewMessage, OutboxEntry } from '../../src-shared/outbox.ts'
import { uuidV7 } from '../../src-shared/uuid-v7.ts'
import type { Desktop } from '../desktop.ts'
import { tellError } from '../tell.ts'
import { attachmentsOf, mediaOf } from './send-params.ts'
import type { OpenSending } from './sending.ts'

type Dependencies = {
  readonly outbox: Desktop['outbox']
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export function outboxSending({ outbox, now }: Dependencies): OpenSending {
  return ({ gateway, sessionKey }, { transcript, update, sync }) => {
    const take = (entry: OutboxEntry) => {
      if (entry.gateway !== gateway || entry.sessionKey !== sessionKey) return
      update(applyOutboxEntry(transcript(), entry, now()), 'now')
    }

    async function readAll(): Promise<void> {
      const entries = await outbox.list({ gateway, sessionKey })
      const kept = new Set(entries.map(({ key }) => key))
      const gone = outgoingSends(transcript()).filter(
        ({ sendKey, delivery }) => delivery !== 'sent' && !kept.has(sendKey) && !adding.has(sendKey),
      )
      // They are over without our having heard how: history holds those that arrived.
      const without = gone.reduce((soFar, { sendKey }) => discardSend(soFar, sendKey), transcript())
      update(gone.length > 0 ? missed(without) : without, 'now')
      for (const entry of entries) take(entry)
    }

    /** Those whose keeping is not confirmed yet, and whether something newer was told of them meanwhile. */
    const adding = new Map<string, { told: boolean }>()
    const stopListening = outbox.onChanged(entry => {
      if (!entry) return void readAll().catch(tellError)
      const one = adding.get(entry.key)
      if (one) one.told = true
      take(entry)
    })
    readAll().catch(tellError)

    return {
      canQueue: true,
      send: async (text, attachments) => {
        const at = now()
        const key = uuidV7(at, crypto.getRandomValues(new Uint8Array(10)))
        const { sessionId } = transcript()
        const message: NewMessage = {
          key,
          gateway,
          sessionKey,
          at,
          text,
          ...(sessionId === undefined ? {} : { sessionId }),
          ...(attachments.length > 0 ? { attachments: attachmentsOf(attachments) } : {}),
        }
        const one = { told: false }
        adding.set(key, one)
        update(addOutgoing(transcript(), { sendKey: key, text, media: attachments.map(mediaOf), at }), 'now')
        try {
          const entry = await outbox.add(message)
          if (!one.told) take(entry)
        } catch (error) {
          update(discardSend(transcript(), key), 'now')
          throw error
        } finally {
          adding.delete(key)
        }
      },
      canSendAgain: () => true,
      sendAgain: key => outbox.sendAgain({ key }),
      discard: key => outbox.discard({ key }),
      check: async key => {
        await Promise.all([outbox.check({ key }), sync()])
      },
      stop: async runIds => {
        const { aborted } = await outbox.stop({ gateway, sessionKey, runIds: [...runIds] })
        return aborted
      },
      settle: () => undefined,
      lost: gone => connectionLost(gone, 'kept'),
      setOnline: () => undefined,
      close: stopListening,
    }
  }
}
