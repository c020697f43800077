// The embedded gateway: an OpenClaw gateway (protocol 4) that runs in the app, in the CLI or on a headless host.
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import { openWholeDatabase } from '../conversations/whole-database.ts'
import { runAnswer } from '../conversations/run-answer.ts'
import { describeGatewayOwner } from '../settings/gateway-owner.ts'
import { openTailscale, type Tailscale } from '../tailnet/tailscale.ts'
import { planAccess, type AccessPlan } from './access-plan.ts'
import type { Doorkeeper } from './authenticate.ts'
import { isHostServed } from './browser-origin.ts'
import { relayConversations } from './conversation-relay.ts'
import { createFrontDoor } from './front-door.ts'
import type { Gateway, GatewayOptions } from './gateway-options.ts'
import { watchGuesses } from './guesses.ts'
import { startHousekeeping } from './housekeeping.ts'
import { httpAnswers } from './http-answers.ts'
import { addressMatcher } from './ingress.ts'
import { defaultLimits } from './limits.ts'
import { createLiveConfig } from './live-config.ts'
import { keepAlive, startTicking } from './liveness.ts'
import { openPort } from './open-port.ts'
import { openRooms } from './open-rooms.ts'
import { keepPrivate, makeStateDir } from './private-state.ts'
import type { Rooms } from './rooms.ts'
import { servedMethods } from './served-methods.ts'
import { careForStore } from './store-care.ts'
import { identifyByTailnet } from './tailnet-identity.ts'
import { loadCertificate } from './tls-certificate.ts'

/**
 * Starts a gateway; settles when it accepts connections.
 * Errors: BIND_REFUSED, PORT_IN_USE, INVALID_INPUT, STATE_DIR_IN_USE, STORE_FAILED, CANCELLED, FUNNEL_REFUSED,
 * TAILSCALE_SERVE_TAKEN, and where Tailscale is needed TAILSCALE_MISSING, _DOWN, _TIMEOUT, _FAILED.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { stateDir, signal, log } = options
  if (signal?.aborted) throw appError('CANCELLED', {})
  const limits = { ...defaultLimits, ...options.limits }
  const liveConfig = createLiveConfig({
    file: options.configPath ?? path.join(stateDir, 'gangway.json5'),
    document: options.config,
    log,
    onChange(_, { hash }) {
      channels.reconfigure()
      hub.tell('config.changed', () => ({ path: liveConfig.file, hash, ts: Date.now() }), 'operator.read')
      options.onConfigRead?.()
    },
    onLook: () => options.onConfigRead?.(),
  })
  const { config } = liveConfig

  const closed = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  makeStateDir(stateDir)
  const tailscale = options.tailscale ?? openTailscale()
  const { auth, hosts, serves } = await planAccess(options, config, liveConfig.problems, tailscale)
  const findCertificate = () => loadCertificate(config.tls, stateDir, hosts, Date.now)
  const certificate = (options.tls ?? config.tls.enabled) ? await findCertificate() : undefined
  const storePath = path.join(stateDir, 'gateway.db')
  keepPrivate(storePath)
  const database = openWholeDatabase(storePath, {
    owner: () => describeGatewayOwner(stateDir),
    now: Date.now,
    onSalvage: bad => {
      log.error(
        'the gateway’s database was damaged; it was put aside, and what could be read of it goes on',
        {
          path: bad.path,
          salvage: bad.salvage,
        },
      )
      options.onBadFile?.(bad)
    },
  })

  const care = careForStore(database, storePath, log)
  const rooms = openRooms(options, { limits, liveConfig, database, storePath, care })
  const { channels, conversations, hub, health, store } = rooms
  const keeper = doorkeeper(rooms, options, auth, tailscale, limits.wrongSecretDelayScale)
  const door = createFrontDoor(rooms, keeper, servedMethods(rooms), limits)
  relayConversations(rooms)

  const place = await openPort({
    server: {
      hosts,
      port: options.port ?? config.port ?? defaultGatewayPort,
      limits,
      certificate,
      ingress: {
        isTrustedProxy: addressMatcher(config.trustedProxies),
        acceptsServe: serves || config.auth.allowTailscale,
      },
      isHostServed: host => isHostServed(host, config.allowedOrigins),
      onRefused: (why, address) => log.info('a request was turned away', { why, address }),
      onRequest: httpAnswers(rooms, keeper, () => closing !== undefined),
      onConnection(socket, wire, peer) {
        keepAlive(socket, wire, limits.pingIntervalMs, () =>
          log.info('a client went silent', { address: peer.address }),
        )
        void door.receive(socket, wire, peer)
      },
    },
    stateDir,
    startedAt: rooms.startedAt,
    tailscale,
    serves,
    findCertificate,
    log,
  }).catch((error: unknown) => {
    health.close()
    database.close()
    throw error
  })
  const stopTicking = startTicking(hub, limits, () => health.snapshot())
  const stopHousekeeping = startHousekeeping(rooms, error =>
    log.error('old keys could not be forgotten', { error }),
  )
  liveConfig.follow(limits.configLookMs)
  conversations.resume()
  const channelHost = {
    conversations,
    answerOf: (runId: string) => runAnswer(store, runId),
    changed: () => hub.tellAll('health', health.snapshot()),
  }
  void channels.open(channelHost, ({ id }, error) =>
    log.error('a channel could not be opened', { id, error }),
  )
  log.info('the gateway is ready', {
    hosts,
    port: place.port,
    access: auth.mode,
    fingerprint: certificate?.fingerprint,
  })

  async function shutDown() {
    place.retire()
    door.shut()
    stopTicking()
    stopHousekeeping()
    liveConfig.close()
    hub.tellAll('shutdown', { reason: 'gateway stopping' })
    const late = AbortSignal.timeout(limits.farewellMs)
    await Promise.race([Promise.all([channels.close(), conversations.close()]), once(late, 'abort')])
    for (const session of hub.sessions) session.close(1012, 'service restart')
    while (hub.sessions.size > 0 && !late.aborted) await sleep(10)
    for (const session of hub.sessions) session.terminate()
    rooms.nodes.close()
    rooms.approvals.close()
    await place.close(late)
    health.close()
    database.close()
    log.info('the gateway has stopped')
  }

  function close(): Promise<void> {
    closing ??= shutDown().finally(() => closed.resolve())
    return closing
  }

  if (signal?.aborted) await close()
  signal?.addEventListener('abort', () => void close(), { once: true })

  return {
    url: place.url,
    port: place.port,
    authMode: auth.mode,
    token: auth.mode === 'token' ? auth.secret : undefined,
    password: auth.mode === 'password' ? auth.secret : undefined,
    tlsFingerprint: certificate?.fingerprint,
    networkUrls: place.networkUrls,
    tailnetUrl: place.tailnetUrl,
    close,
    closed: closed.promise,
  }
}

/** Who decides about those who want to come in, by what is in force. */
function doorkeeper(
  { config, devices, log }: Rooms,
  options: GatewayOptions,
  auth: AccessPlan['auth'],
  tailscale: Tailscale,
  delayScale: number,
): Doorkeeper {
  return {
    auth,
    devices,
    identify: config.auth.allowTailscale
      ? identifyByTailnet(tailscale.whois, Date.now, error =>
          log.warn('Tailscale could not say who a client is', { error }),
        )
      : async () => undefined,
    guesses: watchGuesses(config.auth.rateLimit, Date.now, delayScale),
    get allowedOrigins() {
      return config.allowedOrigins
    },
    get autoApproveLocal() {
      return config.autoApproveLocal
    },
    now: Date.now,
    onPairingRequest: request => options.onPairingRequest?.(request),
  }
}
