// All of chat for the gateway we are on: its sessions, the one that is looked at, its commands. It outlives the page
// and the connection, so that what was read stays readable; another gateway begins with an empty one.
import { fullSessionKey } from '../../src-shared/chat.ts'
import { readCommands } from '../../src-shared/chat-commands.ts'
import type { ChatCommand } from '../../src-shared/chat-commands.ts'
import { targetKey } from '../../src-shared/connection.ts'
import type { ConnectionState, GatewayInfo } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import type { GatewayLink } from '../gateway-link.ts'
import type { Live } from '../live.ts'
import { openComposer } from './composer/composer.ts'
import { openConversation } from './conversation.ts'
import type { Conversation } from './conversation.ts'
import { draftAt } from './drafts.ts'
import type { DraftStore } from './drafts.ts'
import { lastSession, rememberSession } from './last-session.ts'
import { source } from './observable.ts'
import type { Observable } from './observable.ts'
import { openSessionList } from './session-list.ts'
import type { SessionList } from './session-list.ts'
import type { OpenSending } from './sending.ts'

export type Workspace = {
  readonly targetKey: string
  /** What the gateway said of itself when it was last seen. */
  readonly gateway: GatewayInfo
  readonly online: boolean
  readonly sessions: SessionList
  readonly conversation: Conversation
  readonly commands: readonly ChatCommand[]
}

export type Chat = Observable<Workspace | undefined> & {
  readonly select: (sessionKey: string) => void
}

type Dependencies = {
  readonly link: GatewayLink
  readonly connection: Live<ConnectionState>
  readonly drafts: DraftStore
  readonly openSending: OpenSending
  readonly now: () => number
}

type Room = {
  readonly targetKey: string
  readonly sessions: SessionList
  readonly conversations: Map<string, Conversation>
}

/** Begins to listen at once and for as long as the window lives. */
export function openChat({ link, connection, drafts, openSending, now }: Dependencies): Chat {
  const view = source<Workspace | undefined>(undefined)
  let room: Room | undefined
  let connId: string | undefined
  const supports = (method: string) => view.get()?.gateway.methods.includes(method) ?? false

  const conversationFor = (inRoom: Room, sessionKey: string): Conversation => {
    const known = inRoom.conversations.get(sessionKey)
    if (known) return known
    const conversation = openConversation(sessionKey, {
      link,
      supports,
      now,
      composer: openComposer(draftAt(drafts, `${inRoom.targetKey}|${sessionKey}`)),
      gateway: inRoom.targetKey,
      openSending,
    })
    inRoom.conversations.set(sessionKey, conversation)
    return conversation
  }

  const leaveRoom = () => {
    if (!room) return
    for (const conversation of room.conversations.values()) conversation.close()
    room.sessions.close()
    room = undefined
    view.set(undefined)
  }

  const setOnline = (gateway: GatewayInfo | undefined) => {
    const before = view.get()
    if (!room) return
    const online = gateway !== undefined
    const info = gateway ?? before?.gateway
    // Never seen: there is nothing to show and nothing to keep.
    if (!info) return
    const conversation =
      before?.conversation ?? conversationFor(room, lastSession(room.targetKey) ?? info.mainSessionKey)
    view.set({
      targetKey: room.targetKey,
      gateway: info,
      online,
      sessions: room.sessions,
      conversation,
      commands: before?.commands ?? [],
    })
    room.sessions.setOnline(online, info.mainSessionKey)
    for (const other of room.conversations.values()) other.setOnline(online)
    conversation.setActive(true)
    if (online) void loadCommands(info.connId)
  }

  async function loadCommands(forConn: string): Promise<void> {
    if (!supports('commands.list')) return
    // Without the list one can still type commands; only the completion is missing.
    const answer = await link
      .request('commands.list', { scope: 'text', includeArgs: true })
      .catch(() => undefined)
    const workspace = view.get()
    if (answer !== undefined && workspace && connId === forConn) {
      view.set({ ...workspace, commands: readCommands(answer) })
    }
  }

  const follow = () => {
    const state = connection.get()
    if (!state) return
    if (state.phase !== 'idle' && room?.targetKey !== targetKey(state.target)) {
      leaveRoom()
      connId = undefined
      room = {
        targetKey: targetKey(state.target),
        sessions: openSessionList({ link, supports }),
        conversations: new Map(),
      }
    }
    const next = state.phase === 'online' ? state.gateway.connId : undefined
    if (next === connId) return
    // From one connection straight to the next: what was asked of the first is lost.
    if (connId !== undefined && next !== undefined) setOnline(undefined)
    connId = next
    setOnline(state.phase === 'online' ? state.gateway : undefined)
  }

  connection.subscribe(follow)
  follow()
  link.onEvent((event: GatewayEvent) => {
    if (!room) return
    room.sessions.hear(event)
    for (const conversation of room.conversations.values()) conversation.hear(event)
  })
  link.onGap(() => {
    if (!room) return
    for (const conversation of room.conversations.values()) conversation.gap()
    void room.sessions.refresh()
  })
  window.addEventListener('pagehide', () => {
    for (const conversation of room?.conversations.values() ?? []) conversation.composer.flush()
  })

  return {
    get: view.get,
    subscribe: view.subscribe,
    select: sessionKey => {
      const workspace = view.get()
      if (!workspace || !room) return
      const key = fullSessionKey(sessionKey, workspace.gateway.mainSessionKey)
      const conversation = conversationFor(room, key)
      workspace.sessions.markRead(key)
      if (conversation === workspace.conversation) return
      workspace.conversation.setActive(false)
      rememberSession(room.targetKey, key)
      view.set({ ...workspace, conversation })
      conversation.setOnline(workspace.online)
      conversation.setActive(true)
    },
  }
}
