// The two gateways that are compared, each as people run it: a process of its own, a token, one model.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openDatabase } from '../../src-main/conversations/database.ts'
import type { Message } from '../../src-main/conversations/messages.ts'
import { transcriptStore } from '../../src-main/conversations/transcript-store.ts'
import { openclawEntry, startRealGateway } from '../../test/interop/real-gateway.ts'
import { runCli, startBuilt } from '../../test/support/built-program.ts'
import { freePort } from '../../test/support/free-port.ts'
import { residentMiB } from '../../test/support/frame-proof.ts'
import {
  connectRaw,
  makeDevice,
  modelConfig,
  signedParams,
  testToken,
  type RawPeer,
} from '../../test/support/test-gateway.ts'
import { longConversation, messagesInLongConversation } from './gateway-load.ts'

export type BenchGateway = {
  readonly readyMs: number
  /** Whether it has the long conversation. */
  readonly hasHistory: boolean
  readonly residentMiB: () => number
  /** Lets an operator in. */
  readonly connect: () => Promise<RawPeer>
  /** How long the gateway's own `health` command takes, as a whole process. */
  readonly healthCommandMs: () => Promise<number>
  readonly stop: () => Promise<unknown>
}

const beganAt = 1_700_000_000_000
const words = 'something that was said once, and is a sentence or two long. '.repeat(3)

/** Makes a state directory with the long conversation in it, of so many messages. */
export function fillHistory(stateDir: string, messages: number = messagesInLongConversation) {
  const database = openDatabase(path.join(stateDir, 'gateway.db'), () => '')
  database.exec('PRAGMA synchronous = OFF')
  const store = transcriptStore(database)
  store.ensure(longConversation, beganAt)
  for (let count = 0; count < messages; count += 1) {
    store.append(longConversation, messageAt(count), beganAt + count)
  }
  database.close()
}

function messageAt(count: number): Message {
  const text = `${count}: ${words}`
  return count % 2 === 0
    ? { role: 'user', text, idempotencyKey: `k${count}` }
    : { role: 'assistant', content: [{ type: 'text', text }], stopReason: 'stop' }
}

/** With a copy of `filledDir` as its state. */
export async function startOurGateway(
  filledDir: string,
  stateDir: string,
  modelUrl: string,
): Promise<BenchGateway> {
  await cp(filledDir, stateDir, { recursive: true })
  const port = await freePort()
  const url = `ws://127.0.0.1:${port}`
  const config = path.join(stateDir, 'gangway.json5')
  await writeFile(config, JSON.stringify(modelConfig(modelUrl)))
  const env = { OPENCLAW_GATEWAY_TOKEN: testToken }
  const begin = performance.now()
  const program = startBuilt(
    'cli',
    ['gateway', 'run', '--port', String(port), '--state-dir', stateDir, '--config', config],
    env,
  )
  await untilReady(port, () => program.child.exitCode)
  return {
    readyMs: performance.now() - begin,
    hasHistory: true,
    residentMiB: () => residentMiB(program.child.pid),
    connect: operators(url, testToken),
    healthCommandMs: () => timed(() => runCli(['health'], { ...env, OPENCLAW_GATEWAY_URL: url })),
    stop: () => program.stop(),
  }
}

/** Undefined where it is not installed. */
export async function startTheirGateway(home: string, modelUrl: string): Promise<BenchGateway | undefined> {
  if (!existsSync(openclawEntry)) return undefined
  const gateway = await startRealGateway(openclawEntry, home, modelUrl)
  return {
    readyMs: gateway.readyMs(),
    hasHistory: false,
    residentMiB: () => residentMiB(gateway.pid()),
    connect: operators(`ws://127.0.0.1:${gateway.port}`, gateway.token),
    healthCommandMs: () => timed(() => gateway.cli(['health'])),
    stop: () => gateway.close(),
  }
}

/** All of them from one device. */
function operators(url: string, token: string): () => Promise<RawPeer> {
  const device = makeDevice()
  return async () => {
    const peer = await connectRaw({ url })
    const hello = await peer.request('connect', signedParams(device, peer.nonce, { token }), 'hello')
    if (!hello.ok) throw new Error(`not let in: ${JSON.stringify(hello.error)}`)
    return peer
  }
}

/** How much of a command's time is the start of Node itself. */
export function bareNodeMs(): Promise<number> {
  return timed(async () => {
    const [code] = (await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')) as [number]
    return { code, stderr: '' }
  })
}

async function timed(run: () => Promise<{ readonly code: number | null; readonly stderr: string }>) {
  const begin = performance.now()
  const { code, stderr } = await run()
  if (code !== 0) throw new Error(`health ended with ${code}: ${stderr}`)
  return performance.now() - begin
}

async function untilReady(port: number, exitCode: () => number | null) {
  for (;;) {
    const code = exitCode()
    if (code !== null) throw new Error(`the gateway ended with ${code} while starting`)
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
