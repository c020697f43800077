// Kills a gateway at random moments while it is spoken to from all sides, starts it again, and looks afterwards whether
// every message that it ever accepted has its one answer.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBuilt, type RunningProgram } from './built-program.ts'
import { freePort } from './free-port.ts'
import { lastUserText, startModelServer } from './model-server.ts'
import { seededRandom } from './seeded-random.ts'
import { connectParams, connectRaw, modelConfig, testToken, type RawPeer } from './test-gateway.ts'

export type KillProof = {
  readonly kills: number
  /** Of the kills, those that did not wait until the gateway accepted connections. */
  readonly killsWhileStarting: number
  readonly accepted: number
  /** Answered with the model's words for that very question. */
  readonly answered: number
  /** Accepted, and not in the history. */
  readonly lost: readonly string[]
  readonly answeredTwice: readonly string[]
  readonly answeredWrongly: readonly string[]
  /** Ended with an error after the gateway was killed over them again and again. */
  readonly givenUp: readonly string[]
  readonly commandsRun: number
  readonly commandsRunTwice: readonly string[]
  /** Commands whose end nobody saw; the model was told so. */
  readonly commandsCutOff: number
  readonly holesInNumbering: number
  readonly integrity: string
}

export type KillProofOptions = {
  readonly kills: number
  readonly seed: number
  /** A folder of its own; the caller removes it. */
  readonly dir: string
  readonly say?: (line: string) => void
}

const senders = 12
const conversations = 4
/** At most so long after the gateway was ready, or in a few cases after its process was started. */
const killWithinMs = { ready: 2_500, started: 1_000 }
const startingShare = 1 / 8

type Message = { readonly key: string; readonly text: string; readonly conversation: string }

export async function proveKills({
  kills,
  seed,
  dir,
  say = () => undefined,
}: KillProofOptions): Promise<KillProof> {
  const random = seededRandom(seed)
  const model = await startModelServer()
  const commandLog = path.join(dir, 'commands.log')
  await writeFile(commandLog, '')
  model.fallback(body => answerFor(body, commandLog))
  const stateDir = path.join(dir, 'state')
  const config = path.join(dir, 'gangway.json5')
  await writeFile(config, JSON.stringify(gatewayConfig(model.baseUrl)))
  const port = await freePort()

  const line = openLine(`ws://127.0.0.1:${port}`)
  const accepted: Message[] = []
  let isOver = false
  const hasEnded = () => isOver

  async function send(sender: number) {
    let count = 0
    do {
      const key = `${sender}-${count}`
      const wish = count % 4 === 3 ? 'do' : 'say'
      const message = { key, text: `${wish} ${key} to me`, conversation: `c${sender % conversations}` }
      await deliver(line, message)
      accepted.push(message)
      count += 1
    } while (!hasEnded())
  }

  const start = () =>
    startBuilt(
      'cli',
      ['gateway', 'run', '--port', String(port), '--state-dir', stateDir, '--config', config],
      {
        OPENCLAW_GATEWAY_TOKEN: testToken,
      },
    )
  const isReady = (program: RunningProgram) => program.waitForLine(text => text.includes('ready'))

  let killsWhileStarting = 0
  let program = start()
  const sending = Array.from({ length: senders }, (_, sender) => send(sender))
  for (let kill = 0; kill < kills; kill += 1) {
    const waitsUntilReady = !random.chance(startingShare)
    if (waitsUntilReady) {
      await isReady(program)
      line.isUp()
    } else killsWhileStarting += 1
    await sleep(random.below(waitsUntilReady ? killWithinMs.ready : killWithinMs.started))
    program.child.kill('SIGKILL')
    const { code, stderr } = await program.ended
    if (code !== null) throw new Error(`the gateway ended by itself with ${code}:\n${stderr}`)
    program = start()
    if ((kill + 1) % 20 === 0) say(`${kill + 1} kills, ${accepted.length} messages`)
  }
  await isReady(program)
  line.isUp()
  isOver = true
  await Promise.all(sending)
  for (const { key } of accepted) await untilAnswered(line, key)
  await line.close()
  await program.stop()
  await model.close()
  const store = readStore(path.join(stateDir, 'gateway.db'))
  return {
    kills,
    killsWhileStarting,
    accepted: accepted.length,
    ...judge(accepted, store.rows),
    ...judgeCommands(await readFile(commandLog, 'utf8'), store.rows),
    holesInNumbering: store.holes,
    integrity: store.integrity,
  }
}

function gatewayConfig(baseUrl: string) {
  return {
    ...modelConfig(baseUrl),
    gateway: { auth: { mode: 'token', token: testToken } },
    tools: { allow: ['exec'], exec: { mode: 'full' } },
  }
}

/** Whoever says "do" has a line written to the log by a command first. */
function answerFor(body: { messages?: { role: string; content: unknown }[] }, commandLog: string) {
  const text = lastUserText(body)
  const last = body.messages?.at(-1)
  if (!text.startsWith('do ') || last?.role === 'tool') return { kind: 'echo', paceMs: 3 } as const
  const argv = ['/bin/sh', '-c', 'echo "$1" >> "$2"', 'sh', text.split(' ')[1], commandLog]
  return { kind: 'tool-call', id: `call ${text}`, name: 'exec', arguments: { argv } } as const
}

type Line = ReturnType<typeof openLine>

/** One connection for all senders; when it breaks, everyone waits for the next. */
function openLine(url: string) {
  let peer = Promise.withResolvers<RawPeer>()
  let count = 0

  async function connect() {
    const raw = await connectRaw({ url })
    const hello = await raw.request('connect', connectParams(), 'hello')
    if (!hello.ok) throw new Error(`not let in: ${JSON.stringify(hello.error)}`)
    void raw.closed.then(() => (peer = Promise.withResolvers()))
    peer.resolve(raw)
  }

  return {
    /** The gateway accepts connections; it may be gone again before one is made. */
    isUp: () => void connect().catch(() => undefined),

    /** The answer; undefined when the connection broke before it was there. */
    async request(method: string, params: object) {
      const current = await peer.promise
      count += 1
      const answer = current.request(method, params, `q${count}`)
      return Promise.race([answer, current.closed.then(() => undefined)])
    },

    async close() {
      const current = await peer.promise
      current.socket.close()
      await current.closed
    },
  }
}

/**
 * As a client with an outbox does it: the same key until it is acknowledged, and then until it is answered. Who has been
 * cut off a few times over one message says the next thing meanwhile; all are looked for in the end.
 */
async function deliver(line: Line, { key, text, conversation }: Message) {
  const params = { sessionKey: conversation, message: text, idempotencyKey: key }
  for (let cuts = 0; cuts < 3;) {
    const acknowledged = await line.request('chat.send', params)
    if (!acknowledged?.ok) continue
    const ended = await line.request('agent.wait', { runId: key, timeoutMs: 60_000 })
    if (ended?.ok && ended.payload?.['status'] !== 'timeout') return
    cuts += 1
  }
}

async function untilAnswered(line: Line, key: string) {
  for (;;) {
    const ended = await line.request('agent.wait', { runId: key, timeoutMs: 120_000 })
    if (ended?.ok && ended.payload?.['status'] !== 'timeout') return
  }
}

type Row = {
  readonly runId: string
  readonly role: string
  readonly text: string
  readonly stopReason: string | undefined
  readonly isError: boolean
}

/** Straight from the file: what no gateway can gloss over. */
function readStore(file: string) {
  const database = new DatabaseSync(file)
  const { integrity_check: integrity } = database.prepare('PRAGMA integrity_check').get() as Record<
    string,
    string
  >
  const { holes } = database
    .prepare(
      'SELECT sum(last_seq - n) AS holes FROM (SELECT last_seq, (SELECT count(*) FROM messages WHERE conversation = key) AS n FROM conversations)',
    )
    .get() as { holes: number }
  const rows = database
    .prepare('SELECT run_id, body FROM messages ORDER BY conversation, seq')
    .all()
    .map(row => toRow(String(row['run_id']), JSON.parse(String(row['body'])) as Body))
  database.close()
  return { integrity: integrity ?? '', holes, rows }
}

type Body = {
  role: string
  text?: string
  content?: { type: string; text?: string }[]
  stopReason?: string
  isError?: boolean
}

function toRow(runId: string, { role, text, content, stopReason, isError = false }: Body): Row {
  const words = text ?? (content ?? []).map(block => block.text ?? '').join('')
  return { runId, role, text: words, stopReason, isError }
}

function judge(accepted: readonly Message[], rows: readonly Row[]) {
  const byRun = new Map<string, Row[]>()
  for (const row of rows) byRun.set(row.runId, [...(byRun.get(row.runId) ?? []), row])
  const verdicts = accepted.map(({ key, text }) => {
    const own = byRun.get(key) ?? []
    const questions = own.filter(row => row.role === 'user' && row.text === text)
    const answers = own.filter(row => row.role === 'assistant' && row.stopReason !== 'tool-calls')
    const [answer] = answers
    if (questions.length === 0 || !answer) return { key, verdict: 'lost' }
    if (questions.length > 1 || answers.length > 1) return { key, verdict: 'twice' }
    if (answer.stopReason === 'error') return { key, verdict: 'given up' }
    return { key, verdict: answer.text === `echo: ${text}` ? 'answered' : 'wrong' }
  })
  const keysOf = (verdict: string) => verdicts.filter(one => one.verdict === verdict).map(one => one.key)
  return {
    answered: keysOf('answered').length,
    lost: keysOf('lost'),
    answeredTwice: keysOf('twice'),
    answeredWrongly: keysOf('wrong'),
    givenUp: keysOf('given up'),
  }
}

function judgeCommands(log: string, rows: readonly Row[]) {
  const done = log.split('\n').filter(Boolean)
  return {
    commandsRun: done.length,
    commandsRunTwice: done.filter((key, index) => done.indexOf(key) !== index),
    commandsCutOff: rows.filter(row => row.role === 'tool' && row.isError).length,
  }
}
