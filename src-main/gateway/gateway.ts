// The embedded gateway: an OpenClaw gateway (protocol 4) that runs in the app, in the CLI or on a headless host.
import { once } from 'node:events'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import packageJson from '../../package.json' with { type: 'json' }
import { appError } from '../../src-shared/errors.ts'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import { createAgent } from '../agent/agent.ts'
import type { Channel } from '../channels/channel.ts'
import { createChannelRegistry } from '../channels/channel-registry.ts'
import { createTelegramChannel } from '../channels/telegram/telegram-channel.ts'
import { createConversations, type Conversations } from '../conversations/conversations.ts'
import { openDatabase } from '../conversations/database.ts'
import { runAnswer } from '../conversations/run-answer.ts'
import { transcriptStore } from '../conversations/transcript-store.ts'
import { findInstallation } from '../installation.ts'
import { createApprovals } from './approvals.ts'
import { describeGatewayOwner } from '../settings/gateway-owner.ts'
import { assistantHost } from './assistant-host.ts'
import type { Doorkeeper } from './authenticate.ts'
import { openTailscale, type Tailscale } from '../tailnet/tailscale.ts'
import { planAccess } from './access-plan.ts'
import { isHostServed } from './browser-origin.ts'
import { relayConversations } from './conversation-relay.ts'
import { openControlUi } from './control-ui-page.ts'
import { createDevices, type PairingRequest } from './devices.ts'
import { openExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import { createExecAllowlist } from './exec-allowlist.ts'
import { createExecJudge } from './exec-judge.ts'
import { frameCounts } from './frame-counts.ts'
import { createFrontDoor } from './front-door.ts'
import type { BindMode, TailscaleMode } from './gateway-config.ts'
import { watchGuesses } from './guesses.ts'
import { answerHealth, brokenChannels, type LifeSigns } from './health-addresses.ts'
import { createHealthMonitor } from './health.ts'
import { reply } from './http-server.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createHub } from './hub.ts'
import { createIdempotency } from './idempotency.ts'
import { addressMatcher } from './ingress.ts'
import { defaultLimits, type GatewayLimits } from './limits.ts'
import { createLiveConfig } from './live-config.ts'
import { keepAlive, startTicking } from './liveness.ts'
import { methodTable } from './method-table.ts'
import { agentMethods } from './methods/agent.ts'
import { execPolicyMethods } from './methods/exec-policy.ts'
import { approvalMethods } from './methods/approvals.ts'
import { channelMethods } from './methods/channels.ts'
import { chatMethods } from './methods/chat.ts'
import { configurationMethods } from './methods/configuration.ts'
import { deviceMethods } from './methods/devices.ts'
import { logMethods } from './methods/logs.ts'
import { nodeMethods } from './methods/nodes.ts'
import { nodeRoleMethods } from './methods/node-role.ts'
import { overviewMethods } from './methods/overview.ts'
import { sessionChangeMethods } from './methods/session-changes.ts'
import { sessionMethods } from './methods/sessions.ts'
import { voiceWakeMethods } from './methods/voice-wake.ts'
import { wakeMethods } from './methods/wake.ts'
import { approvalIdOfCall } from './nodes/node-approval.ts'
import { createNodeRegistry } from './nodes/node-registry.ts'
import { createPresence } from './presence.ts'
import type { Rooms } from './rooms.ts'
import { keptSecret } from './shared-secret.ts'
import { identifyByTailnet } from './tailnet-identity.ts'
import { openAiApi } from './openai/openai-api.ts'
import { openPort } from './open-port.ts'
import { loadCertificate } from './tls-certificate.ts'
import { toolHost } from './tool-host.ts'
import { createVoiceWake } from './voice-wake.ts'

export type GatewayBind = BindMode
export type GatewayAuthMode = 'none' | 'token' | 'password'

/** What the gateway says while it works. Any logger with these fits; fields never hold a secret. */
export type GatewayLog = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export type GatewayOptions = {
  /** Where transcripts, devices and the generated token live; made if it is not there. */
  readonly stateDir: string
  /** The parsed JSON5 document (`gangway.json5` or a file written for OpenClaw). */
  readonly config: unknown
  /** The file that document was read from, which clients may change; DIR/gangway.json5 when absent. */
  readonly configPath?: string | undefined
  /** The file has changed, and what can be is in force already. */
  readonly onConfigChanged?: (() => void) | undefined
  /** Wins over `gateway.port`; 0 asks the system. Default 18789. */
  readonly port?: number | undefined
  readonly bind?: GatewayBind | undefined
  readonly auth?: {
    readonly mode?: GatewayAuthMode | undefined
    readonly token?: string | undefined
    readonly password?: string | undefined
  }
  /** Wins over `gateway.tls.enabled`. */
  readonly tls?: boolean | undefined
  /** Wins over `gateway.tailscale.mode`. */
  readonly tailscaleMode?: TailscaleMode | undefined
  /** This computer's Tailscale; the program on the PATH when absent. */
  readonly tailscale?: Tailscale | undefined
  /** Secrets from the vault, by id: where the keys of models may be. */
  readonly readSecret?: ((id: string) => Promise<string | undefined>) | undefined
  /** How people are reached outside of this app, beside those of the configuration. */
  readonly channels?: readonly Channel[] | undefined
  /** Told of each device that waits for approval. What it says of itself may be anything. */
  readonly onPairingRequest?: ((request: PairingRequest) => void) | undefined
  readonly log: GatewayLog
  /** Ends a start that is under way, and the running gateway. */
  readonly signal?: AbortSignal | undefined
  /** Other limits than the protocol's, for tests. */
  readonly limits?: Partial<GatewayLimits> | undefined
}

export type Gateway = {
  /** `ws://HOST:PORT` (`wss:` with TLS), without credentials. For bind `lan` the loopback address, which is always served. */
  readonly url: string
  /** The same for other computers, one for each address that it listens at; empty for bind `loopback`. */
  readonly networkUrls: readonly string[]
  readonly port: number
  readonly authMode: GatewayAuthMode
  /** The shared token in force: given, configured or generated at the first start. For callers in this process. */
  readonly token: string | undefined
  readonly password: string | undefined
  /** SHA-256 of the certificate shown at the start, `AA:BB:…`; undefined without TLS. */
  readonly tlsFingerprint: string | undefined
  /** Where the tailnet finds it through Tailscale Serve, `wss://NAME`; undefined when it is not served. */
  readonly tailnetUrl: string | undefined
  /** Says goodbye to clients, ends runs, closes the store. Done within 2 s. Safe twice. */
  close(): Promise<void>
  /** Settles when the gateway is gone, whoever ended it. */
  readonly closed: Promise<void>
}

/**
 * Starts a gateway; settles when it accepts connections.
 * Errors: BIND_REFUSED, PORT_IN_USE, INVALID_INPUT, STATE_DIR_IN_USE, STORE_FAILED, CANCELLED, FUNNEL_REFUSED,
 * TAILSCALE_SERVE_TAKEN, and where Tailscale is needed TAILSCALE_MISSING, _DOWN, _TIMEOUT, _FAILED.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { stateDir, log, signal } = options
  if (signal?.aborted) throw appError('CANCELLED', {})
  const limits = { ...defaultLimits, ...options.limits }
  const liveConfig = createLiveConfig({
    file: options.configPath ?? path.join(stateDir, 'gangway.json5'),
    document: options.config,
    log,
    onChange(_, { hash }) {
      channels.reconfigure()
      hub.tell('config.changed', () => ({ path: liveConfig.file, hash, ts: Date.now() }), 'operator.read')
      options.onConfigChanged?.()
    },
  })
  const { config } = liveConfig

  const closed = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  makeStateDir(stateDir)
  const tailscale = options.tailscale ?? openTailscale()
  const { auth, hosts, serves } = await planAccess(options, config, liveConfig.problems, tailscale)
  const asksTailscale = config.auth.allowTailscale
  const findCertificate = () => loadCertificate(config.tls, stateDir, hosts, Date.now)
  const certificate = (options.tls ?? config.tls.enabled) ? await findCertificate() : undefined
  const storePath = path.join(stateDir, 'gateway.db')
  keepPrivate(storePath)
  const database = openDatabase(storePath, () => describeGatewayOwner(stateDir))

  const startedAt = Date.now()
  const store = transcriptStore(database)
  const devices = createDevices(database, keptSecret(path.join(stateDir, 'device-token-key')), Date.now)
  const hub = createHub()
  const presence = createPresence(hub, packageJson.version, startedAt)
  const nodes = createNodeRegistry({
    database,
    devices,
    hub,
    policy: () => config.nodeCommands,
    onCallEnd: callId => approvals.withdraw(approvalIdOfCall(callId)),
    now: Date.now,
  })
  const voiceWake = createVoiceWake(database, hub, Date.now)
  const channels = createChannelRegistry([
    createTelegramChannel({
      settings: () => config.channels.telegram,
      database,
      readSecret: options.readSecret,
      log,
      previewMs: limits.previewMs,
    }),
    ...(options.channels ?? []),
  ])
  const approvals = createApprovals(database, hub, Date.now)
  const allowlist = createExecAllowlist(database)
  const execPolicyFile = openExecPolicyFile(stateDir)
  const judge = createExecJudge({
    rules: () => config.agent.tools.exec.rules,
    file: execPolicyFile,
    allowlist,
    log,
  })
  const idempotency = createIdempotency(database, Date.now)
  const counts = frameCounts()
  const health = createHealthMonitor({ store, storePath, startedAt, channels, counts })
  const later = { conversations: () => conversations }
  const workspace = config.agent.workspace ?? path.join(stateDir, 'workspace')
  const tools = toolHost({
    nodes,
    channels,
    approvals,
    allowlist,
    store,
    judge,
    ...later,
  })
  const conversations: Conversations = createConversations({
    store,
    agent: createAgent({
      models: config.models,
      host: assistantHost({ version: packageJson.version, hub, store, health, nodes, approvals, ...later }),
      loadToolbox: async () => {
        const { openToolbox } = await import('../agent/tools/open-toolbox.ts')
        const surroundings = { config: config.agent.tools, workspace: { root: workspace }, host: tools }
        return openToolbox(surroundings, error => log.error('a tool failed', { error }))
      },
      keys: { readSecret: options.readSecret },
    }),
    get timeoutMs() {
      return config.models.timeoutMs
    },
    get compactsWhenFull() {
      return config.agent.compactsWhenFull
    },
    deltaIntervalMs: limits.deltaIntervalMs,
    onError: error => log.error('a run failed', { error }),
  })
  const rooms: Rooms = {
    version: packageJson.version,
    stateDir,
    startedAt,
    config,
    liveConfig,
    log,
    database,
    store,
    conversations,
    devices,
    nodes,
    idempotency,
    approvals,
    allowlist,
    judge,
    execPolicyFile,
    voiceWake,
    channels,
    hub,
    presence,
    health,
    counts,
  }
  const methods = methodTable(
    overviewMethods(rooms),
    sessionMethods(rooms),
    sessionChangeMethods(rooms),
    chatMethods(rooms),
    agentMethods(rooms),
    deviceMethods(rooms),
    nodeMethods(rooms),
    nodeRoleMethods(rooms),
    approvalMethods(rooms),
    execPolicyMethods(rooms),
    channelMethods(rooms),
    wakeMethods(rooms),
    configurationMethods(rooms),
    voiceWakeMethods(rooms),
    logMethods(rooms),
  )
  const keeper: Doorkeeper = {
    auth,
    devices,
    identify: asksTailscale
      ? identifyByTailnet(tailscale.whois, Date.now, error =>
          log.warn('Tailscale could not say who a client is', { error }),
        )
      : async () => undefined,
    guesses: watchGuesses(config.auth.rateLimit, Date.now, limits.wrongSecretDelayScale),
    get allowedOrigins() {
      return config.allowedOrigins
    },
    get autoApproveLocal() {
      return config.autoApproveLocal
    },
    now: Date.now,
    onPairingRequest: request => options.onPairingRequest?.(request),
  }
  const door = createFrontDoor(rooms, keeper, methods, limits)
  relayConversations(rooms)

  const controlUi = openControlUi(
    path.join(findInstallation().root, 'out', 'renderer'),
    packageJson.version,
    error => log.warn('there is no page to serve: it was not built', { error }),
  )
  const answerOpenAi = openAiApi({ rooms, keeper, isStopping: () => closing !== undefined })
  const lifeSigns: LifeSigns = {
    phase: () => (closing === undefined ? 'started' : 'draining'),
    uptimeMs: () => health.uptimeMs(),
    broken: () => brokenChannels(channels),
  }

  const place = await openPort({
    server: {
      hosts,
      port: options.port ?? config.port ?? defaultGatewayPort,
      limits,
      certificate,
      ingress: {
        isTrustedProxy: addressMatcher(config.trustedProxies),
        acceptsServe: serves || asksTailscale,
      },
      isHostServed: host => isHostServed(host, config.allowedOrigins),
      onRefused: (why, address) => log.info('a request was turned away', { why, address }),
      async onRequest(request, response, peer) {
        if (answerHealth(request, response, lifeSigns)) return
        if (await answerOpenAi(request, response, peer)) return
        if (config.controlUi && (await controlUi.answer(request, response))) return
        reply(response, 404, { error: 'not found' }, { connection: 'close' })
      },
      onConnection(socket, wire, peer) {
        keepAlive(socket, wire, limits.pingIntervalMs, () =>
          log.info('a client went silent', { address: peer.address }),
        )
        void door.receive(socket, wire, peer)
      },
    },
    stateDir,
    startedAt,
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
  const stopHousekeeping = startHousekeeping({ store, idempotency }, error =>
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
    nodes.close()
    approvals.close()
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

/** A state directory that others can look into must not show them conversations. What SQLite puts beside it follows it. */
function keepPrivate(file: string) {
  try {
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be opened'
    throw appError('STORE_FAILED', { path: file, why }, error)
  }
}

function makeStateDir(stateDir: string) {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be made'
    throw appError('STORE_FAILED', { path: stateDir, why }, error)
  }
}
