import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import type { GatewayEvent } from '../../../src-shared/desktop-api.ts'
import { appError } from '../../../src-shared/errors.ts'
import { defaultAppSettings, type AppSettings } from '../../../src-shared/settings.ts'
import type { ConnectionWatchers } from '../../../src-main/connection/connection-controller.ts'
import { voiceTimes } from '../../../src-main/voice/wake-machine.ts'
import { offeredModel } from '../../../src-shared/voice-model.ts'
import { openModelDownloader } from '../../../src-main/voice/model-download.ts'
import { openVoice, type Voice } from '../../../src-main/voice/voice.ts'
import type { SpokenMessage } from '../../../src-main/voice/receipts.ts'
import { eventually } from '../../support/eventually.ts'
import { scriptEngine } from '../../support/scripted-engine.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { quietLog } from '../../support/test-gateway.ts'
import { states } from '../../support/window-fixtures.ts'

const log = { ...quietLog, child: () => log }
const online: ConnectionState = {
  ...states.online,
  gateway: { ...states.online.gateway, methods: ['voicewake.get', 'voicewake.routing.get'] },
}
const modelDir = '/models/harbour'

let voice: Voice
let closeWindow: AbortController
beforeEach(() => {
  closeWindow = new AbortController()
})
afterEach(() => voice.close())

/** Voice over a connection and an engine that do what the test says, with a window that has the microphone. */
async function speak(
  more: Partial<AppSettings> = {},
  refuse?: (dir: string) => void,
  routing: object = { routes: [] },
) {
  const clock = createTestClock()
  const engine = scriptEngine(refuse)
  const watchers = new Set<Partial<ConnectionWatchers>>()
  const sent: SpokenMessage[] = []
  const settingsListeners = new Set<(app: AppSettings) => void>()
  const settings = {
    app: { ...defaultAppSettings, voice: true, voiceModel: modelDir, ...more },
    onChange: (listener: (app: AppSettings) => void) => {
      settingsListeners.add(listener)
      return () => settingsListeners.delete(listener)
    },
  }
  let state: ConnectionState = online
  let answer = async ({ idempotencyKey }: SpokenMessage) => ({ runId: idempotencyKey })
  const gateway = {
    get state() {
      return state
    },
    on: (watcher: Partial<ConnectionWatchers>) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    request: async <T>(method: string) =>
      (method === 'voicewake.get' ? { triggers: ['harbour', 'hey robot'] } : { config: routing }) as T,
  }
  voice = openVoice({
    settings,
    gateway,
    send: message => {
      sent.push(message)
      return answer(message)
    },
    openEngine: engine.open,
    download: openModelDownloader({
      offer: offeredModel,
      modelsDir: '/nowhere',
      onDone: async () => undefined,
    }),
    hostName: 'laptop',
    clock,
    log,
  })
  await eventually(() => voice.state.wakeWords).toContain('harbour')
  const lease = voice.takeMicrophone(closeWindow.signal)
  return {
    clock,
    engine,
    sent,
    lease,
    order: (words: string, wakeWord = 'harbour') => {
      engine.say(wakeWord)
      clock.pass(voiceTimes.wakePause)
      engine.say(`${wakeWord} ${words}`)
      clock.pass(voiceTimes.silence + voiceTimes.cooldown)
    },
    answerWith: (next: typeof answer) => {
      answer = next
    },
    event: (event: GatewayEvent) => watchers.forEach(watcher => watcher.event?.(event)),
    setState: (next: ConnectionState) => {
      state = next
      watchers.forEach(watcher => watcher.state?.(next))
    },
    change: (change: Partial<AppSettings>) => {
      settings.app = { ...settings.app, ...change }
      settingsListeners.forEach(listener => listener(settings.app))
    },
    receipt: () => voice.state.receipts[0],
  }
}

describe('a spoken order', () => {
  test('is heard, sent, accepted and answered, one after the other', async () => {
    const { order, answerWith, event, receipt, sent, engine } = await speak()
    const accepted = Promise.withResolvers<{ runId: string }>()
    answerWith(() => accepted.promise)
    order('is the heating on?')
    expect(receipt()).toMatchObject({ step: 'sent', text: 'is the heating on?', trigger: 'harbour' })
    expect(sent[0]?.message).toBe('(Spoken at laptop; single words may be misheard.)\n\nis the heating on?')
    const runId = String(receipt()?.id)
    accepted.resolve({ runId })
    await eventually(() => receipt()?.step).toBe('accepted')
    event({ event: 'chat', payload: { runId, state: 'delta' } })
    expect(receipt()?.step).toBe('accepted')
    event({ event: 'chat', payload: { runId, state: 'final' } })
    expect(receipt()).toMatchObject({ step: 'answered', answeredAt: expect.any(Number) })
    // The engine forgot the order, so that it is not heard again.
    expect(engine.resets()).toBe(1)
  })

  test('that is answered before it is accepted stays answered', async () => {
    const { order, answerWith, event, receipt } = await speak()
    const accepted = Promise.withResolvers<{ runId: string }>()
    answerWith(() => accepted.promise)
    order('status')
    event({ event: 'chat', payload: { runId: receipt()?.id, state: 'final' } })
    accepted.resolve({ runId: '' })
    await eventually(() => receipt()?.acceptedAt).toBeDefined()
    expect(receipt()?.step).toBe('answered')
  })

  test('goes to the main conversation, or to the one that is open as long as its window is', async () => {
    const { order, sent } = await speak()
    order('first')
    voice.chatIsOpen('agent:main:desk', closeWindow.signal)
    order('second')
    closeWindow.abort()
    voice.takeMicrophone(new AbortController().signal)
    order('third')
    expect(sent.map(({ sessionKey }) => sessionKey)).toEqual([
      states.online.gateway.mainSessionKey,
      'agent:main:desk',
      states.online.gateway.mainSessionKey,
    ])
  })

  test('goes where the gateway’s route for its wake word leads, whatever is open', async () => {
    const { order, sent } = await speak({}, undefined, {
      defaultTarget: { agentId: 'cook' },
      routes: [{ trigger: 'hey robot', target: { sessionKey: 'agent:main:robot' } }],
    })
    voice.chatIsOpen('agent:main:desk', closeWindow.signal)
    order('lights off', 'Hey Robot')
    order('what is for dinner')
    expect(sent.map(({ sessionKey }) => sessionKey)).toEqual(['agent:main:robot', 'agent:cook:main'])
  })

  test('without a gateway is kept, and arrives once it is sent again', async () => {
    const { order, sent, setState, receipt } = await speak()
    setState({ phase: 'idle' })
    order('call home')
    await eventually(() => receipt()?.error?.code).toBe('NOT_CONNECTED')
    expect(receipt()?.step).toBe('heard')
    expect(sent).toEqual([])
    setState(online)
    voice.sendAgain(String(receipt()?.id))
    await eventually(() => receipt()?.step).toBe('accepted')
    expect(sent).toHaveLength(1)
  })

  test('whose fate nobody knows is sent again under the same key, to the same conversation', async () => {
    const { order, sent, answerWith, receipt } = await speak()
    answerWith(() => Promise.reject(appError('REQUEST_TIMEOUT', { method: 'chat.send', timeoutMs: 1 })))
    order('call home')
    await eventually(() => receipt()?.error?.code).toBe('REQUEST_TIMEOUT')
    answerWith(async ({ idempotencyKey }) => ({ runId: idempotencyKey }))
    voice.chatIsOpen('agent:main:elsewhere', closeWindow.signal)
    voice.sendAgain(String(receipt()?.id))
    await eventually(() => receipt()?.step).toBe('accepted')
    expect(sent[1]).toEqual(sent[0])
    voice.sendAgain(String(receipt()?.id))
    expect(sent).toHaveLength(2)
    voice.forget(String(receipt()?.id))
    expect(voice.state.receipts).toEqual([])
  })

  test('that is taken back leaves a receipt and goes nowhere', async () => {
    const { order, sent, receipt } = await speak()
    order('delete everything no never mind')
    expect(receipt()).toMatchObject({ step: 'taken-back', text: '' })
    expect(sent).toEqual([])
  })

  test('follows new wake words at once', async () => {
    const { order, sent, event } = await speak()
    event({ event: 'voicewake.changed', payload: { triggers: ['jarvis'] } })
    expect(voice.state.wakeWords).toEqual(['jarvis'])
    order('lights off')
    expect(sent).toEqual([])
    order('lights off', 'jarvis')
    expect(sent).toHaveLength(1)
  })
})

describe('nothing is heard', () => {
  test('while voice is off, and no window may open the microphone', async () => {
    const { engine, lease, change } = await speak({ voice: false })
    expect(voice.state.engine).toEqual({ phase: 'off' })
    expect(lease).toBeUndefined()
    expect(voice.mayListen()).toBe(false)
    change({ voice: true })
    await eventually(() => voice.state.engine.phase).toBe('ready')
    expect(voice.state.microphone).toEqual({ phase: 'wanted' })
    expect(voice.mayListen()).toBe(true)
    change({ voice: false })
    expect(voice.state).toMatchObject({ engine: { phase: 'off' }, microphone: { phase: 'closed' } })
    await eventually(() => engine.isOpen()).toBe(false)
  })

  test('without a model, which is said', async () => {
    await speak({ voiceModel: '' })
    expect(voice.state.engine).toMatchObject({ error: { code: 'VOICE_MODEL_NOT_CHOSEN' } })
  })

  test('with a model that cannot be used, until it is tried again', async () => {
    let broken = true
    const { engine } = await speak({}, dir => {
      if (broken) throw appError('VOICE_MODEL_BROKEN', { path: dir })
    })
    expect(voice.state.engine).toMatchObject({ error: { code: 'VOICE_MODEL_BROKEN' } })
    broken = false
    voice.restart()
    await eventually(() => voice.state.engine.phase).toBe('ready')
    expect(engine.opened).toEqual([modelDir])
  })

  test('when the engine ends by itself in the middle of an order', async () => {
    const { engine, clock, sent } = await speak()
    engine.say('harbour', { isFinal: true })
    engine.say('delete')
    engine.end(appError('VOICE_ENGINE_ENDED', {}))
    clock.pass(voiceTimes.hardStop)
    expect(sent).toEqual([])
    expect(voice.state).toMatchObject({
      engine: { error: { code: 'VOICE_ENGINE_ENDED' } },
      microphone: { phase: 'closed' },
    })
  })

  test('from a window that does not have the microphone', async () => {
    const { engine, lease } = await speak()
    expect(voice.takeMicrophone(new AbortController().signal)).toBeUndefined()
    voice.hear(Number(lease) + 1, new Int16Array(4))
    expect(engine.sound).toHaveLength(0)
    voice.hear(Number(lease), new Int16Array(4))
    expect(engine.sound).toHaveLength(1)
    closeWindow.abort()
    expect(voice.state.microphone).toEqual({ phase: 'wanted' })
    voice.hear(Number(lease), new Int16Array(4))
    expect(engine.sound).toHaveLength(1)
  })

  test('when the microphone is refused, until it is tried again', async () => {
    const { lease } = await speak()
    voice.microphoneFailed(Number(lease), 'refused')
    expect(voice.state.microphone).toMatchObject({ error: { code: 'MICROPHONE_UNAVAILABLE' } })
    voice.restart()
    expect(voice.state.microphone).toEqual({ phase: 'wanted' })
  })
})

describe('the microphone test', () => {
  test('shows what is understood and sends nothing', async () => {
    const { engine, order, sent, clock } = await speak()
    voice.test(true)
    order('lights off')
    expect(voice.state.testing).toEqual({ text: 'harbour lights off' })
    expect(voice.state.listening).toBeUndefined()
    voice.test(false)
    clock.pass(voiceTimes.hardStop)
    expect(sent).toEqual([])
    expect(engine.resets()).toBe(2)
  })

  test('works without a model, and ends by itself after a minute', async () => {
    const { clock } = await speak({ voice: false })
    voice.test(true)
    expect(voice.state).toMatchObject({ testing: { text: '' }, microphone: { phase: 'wanted' } })
    clock.pass(60_000)
    expect(voice.state.testing).toBeUndefined()
    expect(voice.mayListen()).toBe(false)
  })
})

test('the talk key listens without a wake word, and says so while it does', async () => {
  const { engine, clock, sent } = await speak()
  voice.talk(true)
  engine.say('what time is it')
  expect(voice.state.listening).toEqual({ trigger: undefined, text: 'what time is it' })
  clock.pass(1000)
  voice.talk(false)
  clock.pass(voiceTimes.keyTail)
  expect(voice.state.listening).toBeUndefined()
  expect(sent).toHaveLength(1)
})
