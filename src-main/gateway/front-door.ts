// From a fresh socket to a session: introduces, authenticates, greets, and sees the client out.
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { authenticate, type Doorkeeper } from './authenticate.ts'
import { openSession } from './client-session.ts'
import type { FiledRequest } from './devices.ts'
import { createFrameSocket } from './frame-socket.ts'
import { greeting } from './greeting.ts'
import { networkOf } from './guesses.ts'
import { isOversized } from './frame-head.ts'
import { awaitIntroduction, refuse } from './handshake.ts'
import { divertLargeFrames } from './large-frames.ts'
import type { GatewayLimits } from './limits.ts'
import { pendingRow } from './methods/devices.ts'
import type { MethodTable } from './method-table.ts'
import { isLoopbackHost, type Peer } from './peer.ts'
import { stopping } from './refusals.ts'
import type { Rooms } from './rooms.ts'

const tryAgainLater = 1013

export type FrontDoor = {
  /** Takes a connection in; settles once it is a session, or has been turned away. Never rejects. */
  receive(socket: WebSocket, wire: Socket, peer: Peer): Promise<void>
  /** Turns everyone away from now on, and ends who has not been greeted yet. */
  shut(): void
}

export function createFrontDoor(
  rooms: Rooms,
  keeper: Doorkeeper,
  methods: MethodTable,
  limits: GatewayLimits,
): FrontDoor {
  const { hub, nodes, voiceWake, presence, counts, log } = rooms
  const outside = new Map<WebSocket, string>()
  let isShut = false

  async function receive(socket: WebSocket, wire: Socket, peer: Peer) {
    const connId = randomUUID()
    const gone = new AbortController()
    const frames = createFrameSocket(socket, wire, limits, () => {
      counts.add('cutOff')
      log.warn('a client that does not read was cut off', { connId, limit: limits.maxBufferedBytes })
    })
    // Protocol faults close the socket with their own code; this only keeps them from being uncaught.
    socket.on('error', error => {
      counts.add('faulty')
      log.debug('a socket failed', { connId, error })
    })
    const isTurnedAway = isCrowded(peer)
    // There may be many of those at once, and what they go on sending is nobody's.
    const maxPayload = isTurnedAway ? limits.maxPreAuthBytes : limits.maxPayload
    divertLargeFrames(socket, wire, { maxPayload, isUnwanted: isOversized })
    if (isTurnedAway) return frames.close(tryAgainLater, 'too many clients at the door')
    outside.set(socket, networkOf(peer.address))
    socket.once('close', () => {
      outside.delete(socket)
      gone.abort()
    })

    const introduction = await awaitIntroduction(socket, wire, frames, limits, counts, keeper.now)
    if (!introduction) return
    const { requestId, params, nonce, early } = introduction
    const visitor = { peer, tailnet: await keeper.identify(peer) }
    if (isShut) return refuse(frames, requestId, stopping())
    const verdict = authenticate(params, nonce, visitor, keeper)
    if (!verdict.ok) {
      const { refusal, filed, guessed } = verdict
      if (filed) announce(filed)
      if (guessed) await keeper.guesses.noteWrong(visitor, guessed, gone.signal)
      const { code, details } = refusal.error
      log.info('a client was turned away', {
        connId,
        address: peer.address,
        client: params.client.id,
        code,
        details,
      })
      return refuse(frames, requestId, refusal)
    }

    const { admission } = verdict
    outside.delete(socket)
    frames.answer(requestId, greeting(params, admission, connId, rooms, methods, limits))
    const facts = {
      connId,
      client: params.client,
      admission,
      caps: new Set(params.caps ?? []),
      peer,
      connectedAt: keeper.now(),
    }
    const session = openSession(facts, {
      socket,
      wire,
      frames,
      early,
      methods,
      counts,
      log,
      isStopping: () => isShut,
      maxUnderWay: limits.maxUnderWay,
    })
    hub.add(session)
    if (admission.role === 'node') {
      nodes.connect(session, params)
      voiceWake.introduce(session)
    }
    tellPresence(presence.changed(session))
    session.begin()
    log.debug('a client came in', {
      connId,
      client: params.client.id,
      mode: params.client.mode,
      role: admission.role,
    })
    const leave = () => {
      hub.remove(session)
      if (admission.role === 'node') nodes.disconnect(session)
      tellPresence(presence.changed(session))
    }
    gone.signal.addEventListener('abort', leave)
    if (gone.signal.aborted) leave()
  }

  function announce({ request, replaced }: FiledRequest) {
    if (replaced) {
      const { requestId, deviceId } = replaced
      const resolved = { requestId, deviceId, decision: 'superseded', ts: keeper.now() }
      hub.tell('device.pair.resolved', () => resolved, 'operator.pairing')
    }
    hub.tell('device.pair.requested', () => pendingRow(request), 'operator.pairing')
    const { requestId, deviceId, role, scopes, remoteIp } = request
    keeper.onPairingRequest(request)
    log.info('a device waits for approval', { requestId, deviceId, role, scopes, address: remoteIp })
  }

  /** One address cannot fill the place before the door; this computer's own may, for tunnels of many end on it. */
  function isCrowded({ address }: Peer): boolean {
    if (outside.size >= limits.maxUnauthenticated) return true
    if (isLoopbackHost(address)) return false
    const network = networkOf(address)
    const others = [...outside.values()].filter(other => other === network)
    return others.length >= limits.maxUnauthenticatedPerAddress
  }

  function tellPresence(hasChanged: boolean) {
    if (!hasChanged || isShut) return
    const version = { presence: presence.version(), health: 1 }
    hub.tell(
      'presence',
      () => ({ presence: presence.entries() }),
      'operator.read',
      () => true,
      version,
    )
  }

  return {
    receive: (socket, wire, peer) =>
      receive(socket, wire, peer).catch((error: unknown) => {
        log.error('a connection failed', { error })
        socket.terminate()
      }),
    shut() {
      isShut = true
      for (const socket of outside.keys()) socket.close(1012, 'service restart')
    },
  }
}
