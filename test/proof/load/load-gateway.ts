// A scripted gateway in a process of its own that sends as much as it is told: the pace is kept by the clock, and a late
// timer catches up.
import { rows as wireRows, runEvents } from '../../support/chat-events.ts'
import { startScriptedGateway } from '../../support/scripted-gateway.ts'
import { sessionKeys, type FloodSent, type LoadOrder } from './chat-load.ts'
import { longAnswer } from './long-answer.ts'

const gateway = await startScriptedGateway()
gateway.behaviour.hello = {
  features: {
    methods: ['health', 'chat.send', 'chat.history', 'sessions.list', 'sessions.subscribe'],
    events: ['tick', 'chat', 'agent', 'presence'],
    capabilities: [],
  },
}
/** What is committed of each session. */
const rows = new Map<string, unknown[]>(sessionKeys.map(key => [key, []]))
gateway.behaviour.answers = {
  'chat.history': ({ sessionKey }) => {
    const messages = rows.get(String(sessionKey)) ?? []
    return {
      sessionKey,
      sessionId: `session of ${String(sessionKey)}`,
      messages,
      hasMore: false,
      totalMessages: messages.length,
      sessionInfo: { hasActiveRun: false },
    }
  },
  'sessions.list': () => ({
    sessions: sessionKeys.map(key => ({ key, label: key, updatedAt: Date.now() })),
    count: sessionKeys.length,
    hasMore: false,
  }),
  'sessions.subscribe': () => ({ subscribed: true }),
}

/** As it stands in history from then on. */
function commit(sessionKey: string, runId: string, text: string): void {
  rows.get(sessionKey)?.push(wireRows.assistant(text, {}, { runId }))
}

/** Counts the events of all floods. */
let numbered = 0

const stepMs = 5
const tokensInRun = 600

/** Calls `send(n)` for n = 0 … total - 1, `perSecond` of them a second. Settles with how long that took. */
function atPace(perSecond: number, total: number, send: (n: number) => void): Promise<number> {
  const begun = performance.now()
  let next = 0
  return new Promise(resolve => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - begun) * perSecond) / 1000))
      for (; next < due; next += 1) send(next)
      if (next < total) return
      clearInterval(timer)
      resolve(performance.now() - begun)
    }, stepMs)
  })
}

/** In each ten: five pieces of answers, one of them in the session that is shown; four thoughts, in the others; one presence. */
async function flood(perSecond: number, total: number): Promise<FloodSent> {
  const told = sessionKeys.map(key => ({ key, run: 0, seq: 0, text: '' }))
  const tell = (event: string, payload: Record<string, unknown>) => {
    gateway.send(event, { ...payload, loadNumber: numbered })
    numbered += 1
  }
  const ms = await atPace(perSecond, total, n => {
    const kind = n % 10
    const session = told[kind < told.length ? kind : kind - 4] ?? told[0]!
    const run = runEvents(`flood-${session.key}-${session.run}`, session.key)
    if (kind < 5) {
      session.seq += 1
      if (session.seq > tokensInRun) {
        commit(session.key, `flood-${session.key}-${session.run}`, session.text)
        tell('chat', run.final(session.seq, session.text).payload)
        Object.assign(session, { run: session.run + 1, seq: 0, text: '' })
        return
      }
      const piece = session.seq % 40 === 0 ? '\n\n' : session.seq % 7 === 0 ? '*word* ' : 'word '
      session.text += piece
      tell('chat', run.delta(session.seq, piece).payload)
    } else if (kind === 9) tell('presence', { presence: [] })
    else tell('agent', run.thinking(session.seq, `thought ${n}`).payload)
  })
  return { sent: total, ms, lastText: told[0]!.text }
}

/** All sessions speak at once, token by token. */
async function answers(perSecond: number, words: number): Promise<FloodSent> {
  const tokens = longAnswer(words)
  const text = tokens.join('')
  const runs = sessionKeys.map(key => runEvents(`answer-${key}-${words}`, key))
  const ms = await atPace(perSecond, tokens.length, n => {
    for (const run of runs) {
      const { event, payload } = run.delta(n + 1, tokens[n] ?? '')
      gateway.send(event, payload)
    }
  })
  for (const [index, run] of runs.entries()) {
    commit(sessionKeys[index] ?? '', `answer-${sessionKeys[index]}-${words}`, text)
    const { event, payload } = run.final(tokens.length + 1, text)
    gateway.send(event, payload)
  }
  return { sent: tokens.length * runs.length, ms, lastText: text }
}

process.on('message', (order: LoadOrder) => {
  void (async () => {
    switch (order.kind) {
      case 'flood':
        return await flood(order.perSecond, order.total)
      case 'answers':
        return await answers(order.perSecond, order.words)
    }
  })().then(answer => process.send?.(answer))
})
process.on('disconnect', () => process.exit())
process.send?.({ port: gateway.port })
