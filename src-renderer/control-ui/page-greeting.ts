// One handshake of this page with its gateway: challenge, signed `connect`, greeting or refusal.
import {
  GatewayBrowserDeviceAuthLifecycle,
  GatewayProtocolClient,
  type GatewayBrowserDeviceAuthPlan,
  type GatewayBrowserDeviceIdentity,
  type GatewayBrowserDeviceTokenStore,
} from '@openclaw/gateway-client/browser'
import { GATEWAY_CLIENT_IDS, GATEWAY_CLIENT_MODES } from '@openclaw/gateway-protocol/client-info'
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, type AppError } from '../../src-shared/errors.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import { explainClose } from '../../src-shared/wire/gateway-errors.ts'
import { explainRefusal, type RefusedAt, type Shown } from '../../src-shared/wire/gateway-refusals.ts'
import { Hello } from '../../src-shared/wire/hello.ts'
import { openPageSocket } from './page-socket.ts'

/** What a person at the gateway's own page does: read, write, decide about commands, devices and settings. */
const pageScopes = [
  'operator.read',
  'operator.write',
  'operator.approvals',
  'operator.pairing',
  'operator.admin',
] as const

const greetingTimeoutMs = 15_000
const maxBytesBeforeHello = 64 * 1024

/** The gateway's shared secret, for as long as the page is open. */
export type PageSecret = { readonly kind: 'token' | 'password'; readonly secret: string }

export type PageGreeting = {
  readonly hello: Hello
  readonly client: GatewayProtocolClient<GatewayBrowserDeviceAuthPlan>
  readonly lastHeardAt: () => number
}

export type PageGreetingOptions = {
  readonly url: string
  readonly host: string
  readonly version: string
  readonly language: string
  readonly secret: PageSecret | undefined
  readonly loadDevice: () => Promise<GatewayBrowserDeviceIdentity>
  readonly tokens: GatewayBrowserDeviceTokenStore
  readonly report: LadderReporter
  readonly onEvent: (event: GatewayEvent) => void
  readonly onGap: (gap: { readonly expected: number; readonly received: number }) => void
  /** The greeted connection is gone, and why. Never called before the promise has settled. */
  readonly onEnd: (why: AppError) => void
}

export type PageAttempt = {
  /** Settles with the greeting or the refusal; rejects with CONNECTION_LOST, GATEWAY_SILENT, BROWSER_UNFIT … */
  readonly outcome: Promise<PageGreeting | { readonly refused: RefusedAt }>
  /** Ends the attempt or the connection; nothing is told after it. */
  readonly end: () => void
}

/** Opens a socket and is greeted on it, once. */
export function greetPage(options: PageGreetingOptions): PageAttempt {
  const { url, host, report } = options
  const outcome = Promise.withResolvers<PageGreeting | { readonly refused: RefusedAt }>()
  let heardAt = Date.now()
  let maxSendBytes = maxBytesBeforeHello
  let greeted = false
  let ended = false
  let plan: GatewayBrowserDeviceAuthPlan | undefined
  let failure: AppError | undefined

  const auth = new GatewayBrowserDeviceAuthLifecycle({
    loadIdentity: options.loadDevice,
    tokenStore: options.tokens,
  })
  const client = new GatewayProtocolClient<GatewayBrowserDeviceAuthPlan>({
    createSocket: handlers => openPageSocket(url, handlers, () => maxSendBytes),
    createRequestId: () => crypto.randomUUID(),
    createRequestTimeoutError: (method, timeoutMs) => appError('REQUEST_TIMEOUT', { method, timeoutMs }),
    createRequestAbortError: () => appError('CANCELLED', {}),
    handshake: { mode: 'require-challenge', timeoutMs: greetingTimeoutMs },
    // Never used: resolveClose says no.
    reconnect: { initialMs: 1_000, multiplier: 2, maxMs: 30_000 },
    requestTimeoutMs: 30_000,
    onActivity: () => (heardAt = Date.now()),
    buildConnectPlan: async ({ nonce, challengeTs }) => {
      report({ step: 'gateway', verdict: 'passed' })
      report({ step: 'handshake', verdict: 'running' })
      const { secret } = options
      plan = await auth.buildPlan({
        client: identity(options.version),
        role: 'operator',
        defaultScopes: pageScopes,
        ...(secret?.kind === 'token' && { token: secret.secret }),
        ...(secret?.kind === 'password' && { password: secret.secret }),
        nonce,
        challengeTs: challengeTs ?? null,
      })
      return plan
    },
    onConnectPlanError: error => {
      failure = error as AppError
      return { closeCode: 1000, closeReason: 'no device', stop: true }
    },
    buildConnectParams: made => ({
      minProtocol: PROTOCOL_VERSION,
      maxProtocol: PROTOCOL_VERSION,
      client: identity(options.version),
      role: made.role,
      scopes: made.scopes,
      caps: ['tool-events'],
      ...(made.auth && { auth: made.auth }),
      ...(made.device && { device: made.device }),
      locale: options.language,
      userAgent: navigator.userAgent.slice(0, 200),
    }),
    onConnectHello: (answer, { plan: made }) => {
      const hello = Hello.safeParse(answer)
      if (!hello.success || hello.data.protocol !== PROTOCOL_VERSION) {
        failure = appError('GATEWAY_REFUSED', {
          gatewayCode: 'hello-ok',
          gatewayMessage: 'its greeting cannot be used',
        })
        return client.closeSocket(1000, 'unusable greeting')
      }
      greeted = true
      maxSendBytes = hello.data.policy.maxPayload
      // What cannot be kept is asked for again at the next visit.
      void auth.acceptHello(answer, made).catch(() => undefined)
      outcome.resolve({ hello: hello.data, client, lastHeardAt: () => heardAt })
    },
    onConnectFailure: (error, { plan: made }) => {
      const refused = explainRefusal(error, {
        where: host,
        deviceId: made.device?.id ?? '',
        shown: shownIn(made, options.secret),
      })
      void forgetRefused(refused, made)
      return { closeCode: 1000, closeReason: 'refused', stop: true }
    },
    resolveClose: ({ code, reason }) => {
      const why = failure ?? explainClose(host, { code, reason })
      if (!ended) {
        if (greeted) options.onEnd(why)
        else outcome.reject(why)
      }
      return { retry: false, notify: false, pendingError: why }
    },
    onEvent: frame => options.onEvent({ event: frame.event, payload: frame.payload, seq: frame.seq }),
    onGap: options.onGap,
  })

  /** A dead token must be gone before the next try, which would otherwise show it again. */
  async function forgetRefused(refused: RefusedAt, made: GatewayBrowserDeviceAuthPlan) {
    try {
      if (refused.deviceTokenRefused) await auth.clearStoredToken(made)
    } catch {
      // What the browser cannot forget, the gateway refuses again.
    }
    outcome.resolve({ refused })
  }

  report({ step: 'gateway', verdict: 'running' })
  client.start()
  return {
    outcome: outcome.promise,
    end: () => {
      ended = true
      client.stop()
    },
  }
}

/** As gateways list it. They know `webchat-ui` for a page, and let it pair by itself only with their secret. */
function identity(version: string) {
  return {
    id: GATEWAY_CLIENT_IDS.WEBCHAT_UI,
    mode: GATEWAY_CLIENT_MODES.WEBCHAT,
    version,
    platform: 'web',
    deviceFamily: 'Browser',
    displayName: `Control UI (${location.host})`,
  }
}

function shownIn(plan: GatewayBrowserDeviceAuthPlan, secret: PageSecret | undefined): Shown {
  if (plan.auth?.deviceToken !== undefined || plan.selectedAuth.usingStoredDeviceToken) return 'device token'
  return secret?.kind ?? 'nothing'
}
