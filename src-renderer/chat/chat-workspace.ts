// All of chat for the gateway we are on: its sessions, the one that is looked at, its commands. It outlives the page
// and the connection, so that what was read stays readable; each gateway has its own, and keeps it while another is shown.
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
import { sessionQuestion } from './sessions/session-question.ts'
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
  /** Whether something that is being written would be gone with the window. */
  readonly holdsMore: () => boolean
}

type Dependencies = {
  /** To one gateway, by its `targetKey`. */
  readonly linkTo: (targetKey: string) => GatewayLink
  readonly connection: Live<ConnectionState>
  readonly drafts: DraftStore
  readonly openSending: OpenSending
  readonly now: () => number
}

type Room = {
  readonly targetKey: string
  readonly link: GatewayLink
  readonly sessions: SessionList
  readonly conversations: Map<string, Conversation>
  /** The connection that its parts know of; undefined while there is none. */
  connId: string | undefined
  /** What is shown of it; undefined before its first greeting. */
  workspace: Workspace | undefined
}

/** Begins to listen at once and for as long as the window lives. */
export function openChat({ linkTo, connection, drafts, openSending, now }: Dependencies): Chat {
  const view = source<Workspace | undefined>(undefined)
  const rooms = new Map<string, Room>()
  let shown: Room | undefined

  const show = (room: Room, workspace: Workspace) => {
    room.workspace = workspace
    if (room === shown) view.set(workspace)
  }

  const openRoom = (key: string): Room => {
    const link = linkTo(key)
    const supports = supportsIn(() => room.workspace)
    const room: Room = {
      targetKey: key,
      link,
      sessions: openSessionList({ link, supports }),
      conversations: new Map(),
      connId: undefined,
      workspace: undefined,
    }
    link.onEvent((event: GatewayEvent) => {
      room.sessions.hear(event)
      for (const conversation of room.conversations.values()) conversation.hear(event)
    })
    link.onGap(() => {
      for (const conversation of room.conversations.values()) conversation.gap()
      void room.sessions.refresh()
    })
    rooms.set(key, room)
    return room
  }

  const conversationFor = (room: Room, sessionKey: string): Conversation => {
    const known = room.conversations.get(sessionKey)
    if (known) return known
    const conversation = openConversation(sessionKey, {
      link: room.link,
      supports: supportsIn(() => room.workspace),
      now,
      composer: openComposer(draftAt(drafts, `${room.targetKey}|${sessionKey}`)),
      gateway: room.targetKey,
      openSending,
    })
    room.conversations.set(sessionKey, conversation)
    return conversation
  }

  const setOnline = (room: Room, gateway: GatewayInfo | undefined) => {
    const before = room.workspace
    const online = gateway !== undefined
    const info = gateway ?? before?.gateway
    // Never seen: there is nothing to show and nothing to keep.
    if (!info) return
    const conversation =
      before?.conversation ?? conversationFor(room, lastSession(room.targetKey) ?? info.mainSessionKey)
    show(room, {
      targetKey: room.targetKey,
      gateway: info,
      online,
      sessions: room.sessions,
      conversation,
      commands: before?.commands ?? [],
    })
    room.sessions.setOnline(online, info.mainSessionKey)
    for (const other of room.conversations.values()) other.setOnline(online)
    if (online) void loadCommands(room, info)
  }

  async function loadCommands(room: Room, { connId, methods }: GatewayInfo): Promise<void> {
    if (!methods.includes('commands.list')) return
    // Without the list one can still type commands; only the completion is missing.
    const answer = await room.link
      .request('commands.list', { scope: 'text', includeArgs: true })
      .catch(() => undefined)
    if (answer !== undefined && room.workspace && room.connId === connId) {
      show(room, { ...room.workspace, commands: readCommands(answer) })
    }
  }

  /** What was read of the other gateway stands there at once; what it says by now comes after it. */
  const turnTo = (key: string) => {
    shown?.workspace?.conversation.setActive(false)
    sessionQuestion.set(undefined)
    shown = rooms.get(key) ?? openRoom(key)
    view.set(shown.workspace)
  }

  const follow = () => {
    const state = connection.get()
    if (!state) return
    if (state.phase !== 'idle' && shown?.targetKey !== targetKey(state.target))
      turnTo(targetKey(state.target))
    if (!shown) return
    const next = state.phase === 'online' ? state.gateway.connId : undefined
    if (next !== shown.connId) changeConnection(shown, state, next)
    shown.workspace?.conversation.setActive(true)
  }

  const changeConnection = (room: Room, state: ConnectionState, next: string | undefined) => {
    // From one connection straight to the next: what was asked of the first is lost.
    if (room.connId !== undefined && next !== undefined) setOnline(room, undefined)
    room.connId = next
    setOnline(room, state.phase === 'online' ? state.gateway : undefined)
  }

  connection.subscribe(follow)
  follow()
  window.addEventListener('pagehide', () => {
    for (const { conversations } of rooms.values())
      for (const conversation of conversations.values()) conversation.composer.flush()
  })

  return {
    get: view.get,
    subscribe: view.subscribe,
    holdsMore: () =>
      [...rooms.values()].some(({ conversations }) =>
        [...conversations.values()].some(({ composer }) => composer.holdsMore()),
      ),
    select: sessionKey => {
      const workspace = view.get()
      if (!workspace || !shown) return
      const key = fullSessionKey(sessionKey, workspace.gateway.mainSessionKey)
      const conversation = conversationFor(shown, key)
      workspace.sessions.markRead(key)
      if (conversation === workspace.conversation) return
      workspace.conversation.setActive(false)
      rememberSession(shown.targetKey, key)
      show(shown, { ...workspace, conversation })
      conversation.setOnline(workspace.online)
      conversation.setActive(true)
    },
  }
}

function supportsIn(workspace: () => Workspace | undefined): (method: string) => boolean {
  return method => workspace()?.gateway.methods.includes(method) ?? false
}
