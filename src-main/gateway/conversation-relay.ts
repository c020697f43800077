// Tells clients what happens in conversations.
import type { ConversationNews } from '../conversations/news.ts'
import { toFrames } from './chat-events.ts'
import { toMessageEvent } from './message-rows.ts'
import type { Rooms } from './rooms.ts'
import { fullSessionRow } from './session-rows.ts'

type RelayRooms = Pick<Rooms, 'conversations' | 'store' | 'hub' | 'config'>

/** Relays until the conversations close. `chat` and `agent` go to all who may read, the rest to who subscribed. */
export function relayConversations(rooms: RelayRooms): () => void {
  const { hub, conversations } = rooms

  function relay(news: ConversationNews) {
    switch (news.kind) {
      case 'run':
        for (const frame of toFrames(news.conversation, news.event)) {
          const { cap } = frame
          hub.tell(
            frame.event,
            () => frame.payload,
            'operator.read',
            ({ caps }) => cap === undefined || caps.has(cap),
          )
        }
        return
      case 'message':
        return hub.tell(
          'session.message',
          () => toMessageEvent(news.row),
          'operator.read',
          ({ subscriptions }) => subscriptions.messages.has(news.row.conversation),
        )
      case 'changed':
        return hub.tell(
          'sessions.changed',
          () => changedPayload(news),
          'operator.read',
          ({ subscriptions }) => subscriptions.sessions,
        )
    }
  }

  function changedPayload(news: ConversationNews & { kind: 'changed' }) {
    const session = fullSessionRow(rooms, news.conversation)
    return {
      sessionKey: news.conversation,
      reason: news.reason === 'settled' ? 'agent.input.settled' : news.reason,
      ...(news.reason === 'settled' ? { phase: 'end' } : {}),
      ...(news.runId === undefined ? {} : { runId: news.runId }),
      ts: Date.now(),
      ...(session ? { ...session, session } : {}),
    }
  }

  return conversations.watch(relay)
}
