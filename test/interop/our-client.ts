// Our connection against the real OpenClaw gateway, through a real sshd: what people get who already have a gateway.
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { stepTitle } from '../../src-shared/ladder.ts'
import { createCore } from '../../src-main/core.ts'
import { createGate, startModelServer } from '../support/model-server.ts'
import { freePort } from '../support/free-port.ts'
import { startSshd } from '../support/sshd.ts'
import { expectThat, type Check } from './checks.ts'
import { checkOurCli } from './our-cli.ts'
import { checkOurNode } from './our-node.ts'
import { startRealGateway } from './real-gateway.ts'

const patienceMs = 60_000

type ChatPayload = {
  readonly runId?: string
  readonly state?: string
  readonly deltaText?: string
  readonly message?: { readonly content?: readonly { readonly type: string; readonly text?: string }[] }
}
type HistoryRow = { readonly role?: string; readonly content?: unknown }
type History = {
  readonly messages: readonly HistoryRow[]
  readonly inFlightRun?: { readonly runId?: string }
}

/** Settles with a remark on the gateway itself. Everything started is ended again. */
export async function checkOurClient(check: Check, entry: string, home: string): Promise<string> {
  const model = await startModelServer()
  const sshd = await startSshd()
  const gateway = await startRealGateway(entry, path.join(home, 'openclaw'), model.baseUrl)
  const sshConfig = path.join(home, 'ssh_config')
  await writeFile(
    sshConfig,
    sshd.configText('gateway-host', [`UserKnownHostsFile ${path.join(home, 'user_known_hosts')}`]),
  )
  const core = await createCore({
    stateDir: path.join(home, 'gangway'),
    profile: 'default',
    sshConfig: { userFile: sshConfig },
    mayStartGateway: false,
    ask: async question =>
      question.kind === 'host-key' && question.fingerprint === sshd.hostKey.fingerprint
        ? { kind: 'host-key', trust: 'save' }
        : { kind: 'cancel' },
  })
  const { connection } = core
  const localPort = await freePort()
  const target: ConnectionTarget = {
    kind: 'ssh',
    host: 'gateway-host',
    gatewayPort: gateway.port,
    engine: 'ssh2',
    localPort,
  }
  const logins = () => sshd.log().filter(line => line.includes('Accepted publickey for')).length

  /** Settles when the state is in that phase; rejects when something needs a person, or after a minute. */
  function reached(phase: 'online' | 'waiting' | 'opening'): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { state } = connection
        if (state.phase === phase) finish(resolve)
        else if (state.phase === 'needs-you' || state.phase === 'failed') {
          const { message } = state.error
          finish(() => reject(new Error(message)))
        }
      }
      const stop = connection.on({ state: look })
      const timer = setTimeout(
        () => finish(() => reject(new Error(`not ${phase} within a minute`))),
        patienceMs,
      )
      function finish(settle: () => void) {
        stop()
        clearTimeout(timer)
        settle()
      }
      look()
    })
  }

  /** Collects the chat events of one run until its first terminal one. */
  function followRun(runId: string): {
    events: ChatPayload[]
    ended: Promise<ChatPayload>
    first: Promise<ChatPayload>
  } {
    const events: ChatPayload[] = []
    const ended = Promise.withResolvers<ChatPayload>()
    const first = Promise.withResolvers<ChatPayload>()
    const timer = setTimeout(() => ended.reject(new Error('the run did not end within a minute')), patienceMs)
    const stop = connection.on({
      event: (event: GatewayEvent) => {
        const payload = event.payload as ChatPayload
        if (event.event !== 'chat' || payload.runId !== runId) return
        events.push(payload)
        if (payload.state === 'delta') first.resolve(payload)
        if (payload.state !== 'final' && payload.state !== 'aborted' && payload.state !== 'error') return
        stop()
        clearTimeout(timer)
        ended.resolve(payload)
      },
    })
    return { events, ended: ended.promise, first: first.promise }
  }

  const textOf = (payload: ChatPayload) =>
    payload.message?.content?.map(part => part.text ?? '').join('') ?? ''
  const sessionKey = 'agent:main:main'
  const history = () => connection.request<History>('chat.history', { sessionKey, limit: 50 })
  const send = (message: string, idempotencyKey: string) =>
    connection.request<{ status?: string; runId?: string }>('chat.send', {
      sessionKey,
      message,
      idempotencyKey,
    })

  await check('the ladder is climbed to a healthy gateway', async () => {
    connection.connect(target, { credentials: { token: gateway.token } })
    await reached('online')
    const { state } = connection
    expectThat(state.phase === 'online', 'not online')
    const times = state.ladder.map(step => `${stepTitle(step.id, inEnglish)} ${step.durationMs ?? 0} ms`)
    return `gateway ${state.gateway.version}, protocol ${state.gateway.protocol}; ${times.join(', ')}`
  })

  await check('health and status are answered', async () => {
    const health = await connection.request<{ ok?: boolean; agents?: unknown[] }>('health', {})
    const status = await connection.request<{ runtimeVersion?: string }>('status', {})
    expectThat(health.ok === true, 'health was not ok')
    return `ok, ${health.agents?.length ?? 0} agent, runtime ${status.runtimeVersion ?? 'unnamed'}`
  })

  await check('a message is streamed to its end and stands in the history', async () => {
    const key = randomUUID()
    const run = followRun(key)
    model.next({ kind: 'tokens', pieces: ['Hello ', 'from ', 'the ', 'far ', 'end.'] })
    const answer = await send('Hello through the tunnel', key)
    const final = await run.ended
    expectThat(final.state === 'final', `the run ended as ${final.state}`)
    const rows = (await history()).messages
    const deltas = run.events.filter(event => event.state === 'delta').length
    expectThat(
      rows.some(row => row.role === 'assistant'),
      'the history lacks the answer',
    )
    return `${answer.status}, ${deltas} deltas, “${textOf(final)}”, ${rows.length} rows of history`
  })

  await check('the same idempotency key makes no second run', async () => {
    const key = randomUUID()
    const run = followRun(key)
    await send('Only once', key)
    await run.ended
    const before = model.requests.length
    const again = await send('Only once', key)
    expectThat(model.requests.length === before, 'the model was asked again')
    return `the repeat was answered with “${again.status}”`
  })

  await check('a running answer is aborted', async () => {
    const gate = createGate()
    model.next({ kind: 'tokens', pieces: ['slowly ', 'and ', 'surely ', 'on'], gate })
    const key = randomUUID()
    const run = followRun(key)
    await send('Take your time', key)
    gate.release(2)
    await run.first
    const aborted = await connection.request<{ aborted?: boolean }>('chat.abort', { sessionKey, runId: key })
    const last = await run.ended
    gate.open()
    expectThat(aborted.aborted === true && last.state === 'aborted', `ended as ${last.state}`)
    return `aborted after “${textOf(last)}”`
  })

  await check('the SSH session is killed in mid-answer; the run is found again and ends once', async () => {
    const gate = createGate()
    model.next({ kind: 'tokens', pieces: ['before ', 'the ', 'cut, ', 'after ', 'it'], gate })
    const key = randomUUID()
    const run = followRun(key)
    await send('Survive a cut', key)
    gate.release(2)
    await run.first
    const cutAt = performance.now()
    const lost = reached('opening')
    await sshd.killSessions()
    await lost
    await reached('online')
    const backMs = Math.round(performance.now() - cutAt)
    const running = (await history()).inFlightRun
    gate.open()
    const last = await run.ended
    expectThat(running?.runId === key, 'the history did not name the run in flight')
    expectThat(last.state === 'final', `ended as ${last.state}`)
    return `back after ${backMs} ms, “${textOf(last)}”`
  })

  await check('the gateway restarts; the connection comes back by itself', async () => {
    const before = logins()
    const down =
      connection.state.phase === 'online' ? reached('waiting').catch(() => undefined) : Promise.resolve()
    await gateway.restart()
    await down
    await reached('online')
    const more = logins() - before
    return `ready again after ${gateway.readyMs()} ms; ${more === 0 ? 'the same SSH session' : `${more} new SSH logins`}`
  })

  await check('the real CLI uses our local port: health', async () => {
    const said = await gateway.cli([
      'gateway',
      'health',
      '--url',
      `ws://127.0.0.1:${localPort}`,
      '--token',
      gateway.token,
    ])
    expectThat(said.code === 0, `exit ${said.code}: ${said.stderr.slice(0, 200)}`)
    return said.stdout.trim().split('\n').slice(0, 2).join(' · ')
  })

  await check('the gateway lists this device as paired', async () => {
    const said = await gateway.cli(['devices', 'list', '--json'])
    expectThat(said.code === 0, `exit ${said.code}: ${said.stderr.slice(0, 200)}`)
    expectThat(said.stdout.includes('(Gangway '), 'the list does not name this device')
    return 'named as Gangway on this host'
  })

  await checkOurCli(check, gateway, home)
  await checkOurNode(check, gateway, home)

  await check('disconnecting leaves no SSH session behind', async () => {
    await connection.disconnect()
    const deadline = Date.now() + 5_000
    while ((await sshd.sessions()).length > 0 && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    expectThat((await sshd.sessions()).length === 0, 'a session is still up')
    return ''
  })

  const memory = await gateway.residentBytes()
  await core.close()
  await gateway.close()
  await model.close()
  await sshd.stop()
  return `The gateway was ready ${gateway.readyMs()} ms after its last start and held ${Math.round(memory / 1024 / 1024)} MiB of memory.`
}
