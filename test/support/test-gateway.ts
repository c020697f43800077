// An embedded gateway in a temporary directory, and peers of every kind for it: the reference client, a raw socket.
import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { GatewayClient, type GatewayClientOptions } from '@openclaw/gateway-client'
import type { EventFrame, HelloOk } from '@openclaw/gateway-protocol'
import { WebSocket, type RawData } from 'ws'
import { startGateway } from '../../src-main/gateway/gateway.ts'
import type { Gateway, GatewayOptions } from '../../src-main/gateway/gateway-options.ts'
import { makeTempDir } from './temp-dir.ts'

type Cleanup = () => void | Promise<void>
const cleanups: Cleanup[] = []

/** Undoes everything opened through this file; call it in `afterEach`. */
export async function closeTestGateways() {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
}

export const quietLog = { debug() {}, info() {}, warn() {}, error() {} }

export const testToken = 'a-token-for-tests'

export type TestGateway = Gateway & { readonly stateDir: string }

/** Starts a gateway with the token `testToken` on a port of the system's choice. */
export async function startTestGateway(options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  let stateDir = options.stateDir
  if (stateDir === undefined) {
    const dir = await makeTempDir('gateway')
    stateDir = dir.path
    cleanups.push(dir.remove)
  }
  const gateway = await startGateway({
    config: {},
    port: 0,
    auth: { mode: 'token', token: testToken },
    log: quietLog,
    ...options,
    stateDir,
  })
  cleanups.push(() => gateway.close())
  return Object.assign(gateway, { stateDir })
}

/** A configuration with one model behind an OpenAI-compatible address. */
export function modelConfig(baseUrl: string, more: object = {}) {
  return {
    models: {
      providers: {
        test: { baseUrl, apiKey: 'sk-test', models: [{ id: 'scripted', contextWindow: 32_000 }] },
      },
    },
    agents: { defaults: { model: { primary: 'test/scripted' } } },
    ...more,
  }
}

export type TestDevice = {
  readonly id: string
  readonly publicKey: string
  readonly sign: (text: string) => string
} & {
  readonly pem: { readonly publicKeyPem: string; readonly privateKeyPem: string }
}

export function makeDevice(): TestDevice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
    pem: {
      publicKeyPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    },
  }
}

export type Peer = {
  readonly client: GatewayClient
  readonly hello: HelloOk
  /** The greetings so far: another one for each time the client came back by itself. */
  readonly hellos: HelloOk[]
  /** Every event so far, oldest first. */
  readonly events: EventFrame[]
  /** The first event, past or coming, that `matches`. */
  event(matches: (event: EventFrame) => boolean): Promise<EventFrame>
  request<T = Record<string, unknown>>(
    method: string,
    params?: object,
    options?: { expectFinal?: boolean },
  ): Promise<T>
  /** Ends the connection and waits until it is ended. */
  close(): Promise<void>
}

export const readWrite = ['operator.read', 'operator.write']

/** Connects OpenClaw's reference client as a desktop app would: with a device. Rejects when it is turned away. */
export async function connectPeer(
  gateway: { readonly url: string },
  options: GatewayClientOptions & { device?: TestDevice | undefined } = {},
): Promise<Peer> {
  const { device = makeDevice(), ...rest } = options
  const events: EventFrame[] = []
  const watchers = new Set<() => void>()
  const hellos: HelloOk[] = []
  const hello = Promise.withResolvers<HelloOk>()
  const client = new GatewayClient({
    url: gateway.url,
    token: testToken,
    clientName: 'openclaw-linux',
    clientVersion: '0.1.0',
    platform: 'linux',
    deviceFamily: 'Linux',
    mode: 'ui',
    role: 'operator',
    scopes: readWrite,
    minProtocol: 4,
    maxProtocol: 4,
    deviceIdentity: { deviceId: device.id, ...device.pem },
    hostDeps: {
      signDevicePayload: (_, payload) => device.sign(payload),
      publicKeyRawBase64UrlFromPem: pem =>
        createPublicKey(pem).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url'),
    },
    onHelloOk(greeting) {
      hellos.push(greeting)
      hello.resolve(greeting)
    },
    onConnectError: hello.reject,
    onEvent(event) {
      events.push(event)
      for (const watcher of watchers) watcher()
    },
    ...rest,
  })
  client.start()
  cleanups.push(() => client.stopAndWait())
  return {
    client,
    hello: await hello.promise,
    hellos,
    events,
    request: (method, params = {}, requestOptions) => client.request(method, params, requestOptions),
    event(matches) {
      return new Promise(resolve => {
        const look = () => {
          const found = events.find(matches)
          if (!found) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      })
    },
    close: () => client.stopAndWait(),
  }
}

/** Connects the reference client as a headless node host on Linux. */
export function connectNode(
  gateway: { readonly url: string },
  options: GatewayClientOptions & { device?: TestDevice | undefined } = {},
): Promise<Peer> {
  return connectPeer(gateway, { clientName: 'node-host', mode: 'node', role: 'node', scopes: [], ...options })
}

export type Frame = Record<string, unknown> & {
  type?: string
  id?: string
  ok?: boolean
  event?: string
  payload?: Record<string, unknown>
  error?: { code: string; message: string; details?: Record<string, unknown>; retryable?: boolean }
}

export type RawPeer = {
  readonly socket: WebSocket
  readonly nonce: string
  readonly frames: Frame[]
  send(frame: unknown): void
  /** The first frame, past or coming, that `matches`. */
  frame(matches: (frame: Frame) => boolean): Promise<Frame>
  /** Sends a request and gives its answer. */
  request(method: string, params?: object, id?: string): Promise<Frame>
  /** How the gateway ended it. */
  readonly closed: Promise<{ code: number; reason: string }>
}

/** A bare WebSocket that has got its challenge and said nothing yet. */
export async function connectRaw(
  gateway: { readonly url: string },
  headers: Record<string, string> = {},
  options: { autoPong?: boolean } = {},
): Promise<RawPeer> {
  const socket = new WebSocket(gateway.url, { headers, perMessageDeflate: false, ...options })
  cleanups.push(() => socket.terminate())
  const frames: Frame[] = []
  const watchers = new Set<() => void>()
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('close', (code, reason) => closed.resolve({ code, reason: reason.toString() }))
  socket.on('message', (data: RawData) => {
    frames.push(JSON.parse((data as Buffer).toString('utf8')) as Frame)
    for (const watcher of watchers) watcher()
  })
  const frame = (matches: (frame: Frame) => boolean) =>
    new Promise<Frame>(resolve => {
      const look = () => {
        const found = frames.find(matches)
        if (!found) return
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      look()
    })
  await once(socket, 'open')
  socket.on('error', () => undefined)
  const challenge = await Promise.race([
    frame(({ event }) => event === 'connect.challenge'),
    closed.promise.then(({ code }) => Promise.reject(new Error(`closed with ${code} before the challenge`))),
  ])
  const send = (value: unknown) => socket.send(typeof value === 'string' ? value : JSON.stringify(value))
  let count = 0
  return {
    socket,
    nonce: String(challenge.payload?.nonce),
    frames,
    send,
    frame,
    request(method, params, id = `r${(count += 1)}`) {
      send({ type: 'req', id, method, ...(params ? { params } : {}) })
      return frame(answer => answer.type === 'res' && answer.id === id)
    },
    closed: closed.promise,
  }
}

/** The parameters of a `connect` request as the command line sends them; `more` replaces whole properties. */
export function connectParams(more: object = {}) {
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'cli', version: '1', platform: 'linux', mode: 'cli' },
    role: 'operator',
    scopes: readWrite,
    auth: { token: testToken },
    ...more,
  }
}

/** The same for a window with a device, signed for `nonce`. `tamper` changes what is sent after it was signed. */
export function signedParams(
  device: TestDevice,
  nonce: string,
  more: { scopes?: string[]; token?: string; signedAt?: number; version?: 'v2' | 'v3'; role?: string } = {},
) {
  const {
    scopes = readWrite,
    token = testToken,
    signedAt = Date.now(),
    version = 'v3',
    role = 'operator',
  } = more
  const common = [device.id, 'openclaw-linux', 'ui', role, scopes.join(','), signedAt, token, nonce]
  const text = [version, ...common, ...(version === 'v3' ? ['linux', 'linux'] : [])].join('|')
  return connectParams({
    client: { id: 'openclaw-linux', version: '1', platform: 'linux', deviceFamily: 'Linux', mode: 'ui' },
    role,
    scopes,
    auth: { token },
    device: { id: device.id, publicKey: device.publicKey, signature: device.sign(text), signedAt, nonce },
  })
}
