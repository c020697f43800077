// Voice as the app has it: builds the parts, hands sound to the engine, words to the machine, and orders to the gateway.
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import type { Clock } from '../../src-shared/clock.ts'
import { silentVoice, type VoiceEngineState, type VoiceState } from '../../src-shared/voice.ts'
import type { Log } from '../logging/log.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { Engine, Heard, OpenEngine } from './engine.ts'
import type { ModelDownloader } from './model-download.ts'
import { microphoneError, openMicrophoneDesk, type MicrophoneProblem } from './microphone.ts'
import { openReceipts, type SendSpoken } from './receipts.ts'
import {
  asleep,
  stepWake,
  wakesAt,
  wordsSoFar,
  type WakeEffect,
  type WakeHappening,
  type WakeState,
} from './wake-machine.ts'
import { followWakeWords, type Gateway } from './wake-words.ts'

export type VoiceParts = {
  readonly settings: Pick<SettingsStore, 'app' | 'onChange'>
  readonly gateway: Gateway
  readonly send: SendSpoken
  readonly openEngine: OpenEngine
  readonly download: ModelDownloader
  readonly hostName: string
  readonly clock: Clock
  readonly log: Log
}

export type Voice = {
  readonly state: VoiceState
  readonly onChange: (listener: (state: VoiceState) => void) => () => void
  /** Whether a window may open the microphone at this moment. */
  readonly mayListen: () => boolean
  readonly takeMicrophone: (signal: AbortSignal) => number | undefined
  readonly microphoneFailed: (lease: number, why: MicrophoneProblem) => void
  /** Sound from the window that holds the microphone; from any other it is dropped. */
  readonly hear: (lease: number, pcm: Int16Array) => void
  /** The talk key went down or up. */
  readonly talk: (pressed: boolean) => void
  /** Listens without sending anything anywhere. It ends by itself after a minute. */
  readonly test: (on: boolean) => void
  /** The conversation that a window shows, until that window goes. */
  readonly chatIsOpen: (sessionKey: string | undefined, signal: AbortSignal) => void
  readonly sendAgain: (id: string) => void
  readonly forget: (id: string) => void
  /** Tries again what failed: the engine, the microphone. */
  readonly restart: () => void
  readonly downloadModel: () => void
  readonly cancelDownload: () => void
  /** Whether the system let us have the talk key. */
  readonly noteTalkKey: (isTaken: boolean) => void
  readonly close: () => Promise<void>
}

const testEndsAfterMs = 60_000

export function openVoice(parts: VoiceParts): Voice {
  const { settings, gateway, clock, log } = parts
  const listeners = new Set<(state: VoiceState) => void>()
  let state: VoiceState = silentVoice
  let engineState: VoiceEngineState = { phase: 'off' }
  let engine: Engine | undefined
  let loaded: string | undefined
  let loading = new AbortController()
  let wake: WakeState = asleep
  let openChat: { readonly sessionKey: string } | undefined
  let testing: { readonly text: string } | undefined
  let endTest = (): void => undefined
  let cancelTick = (): void => undefined
  /** Engines on their way out, for `close` to wait for. */
  let ending: Promise<unknown> = Promise.resolve()
  let talkKeyIsTaken = false
  let closed = false

  const publish = () => {
    state = {
      ...state,
      engine: engineState,
      microphone: microphone.state(),
      listening: wake.phase === 'listening' ? { trigger: wake.trigger, text: wordsSoFar(wake) } : undefined,
      testing,
      wakeWords: wakeWords.list(),
      receipts: receipts.list(),
      download: parts.download.state(),
      talkKeyIsTaken,
    }
    for (const listener of listeners) listener(state)
  }

  const microphone = openMicrophoneDesk(() => {
    if (microphone.state().phase !== 'open') step({ kind: 'deaf' })
    publish()
  })
  const wakeWords = followWakeWords(gateway, log)
  const receipts = openReceipts({
    send: parts.send,
    sessionFor: trigger => {
      const connection = gateway.state
      if (connection.phase !== 'online') throw appError('NOT_CONNECTED', {})
      const main = connection.gateway.mainSessionKey
      return wakeWords.sessionFor(trigger, { openChat: openChat?.sessionKey, main })
    },
    hostName: parts.hostName,
    now: clock.now,
    newId: () => crypto.randomUUID(),
    onChange: () => publish(),
  })

  function step(happening: WakeHappening): void {
    const before = wake
    const next = stepWake(wake, happening)
    wake = next.state
    cancelTick()
    const due = wakesAt(wake)
    cancelTick = due === undefined ? () => undefined : clock.after(Math.max(0, due - clock.now()), tick)
    for (const effect of next.effects) carryOut(effect)
    if (wake !== before && (wake.phase === 'listening' || before.phase === 'listening')) publish()
  }
  const tick = () => step({ kind: 'time', at: clock.now() })

  function carryOut(effect: WakeEffect): void {
    switch (effect.kind) {
      case 'reset':
        engine?.reset()
        return
      case 'forward':
        log.info('an order was heard', { byWakeWord: effect.trigger !== undefined })
        receipts.forward({ trigger: effect.trigger, text: effect.text })
        return
      case 'cancelled':
        // Silence needs no receipt: nothing was said.
        if (effect.why === 'said') receipts.note({ trigger: effect.trigger, text: '' })
    }
  }

  function onHeard(heard: Heard): void {
    if (testing) {
      testing = { text: heard.text }
      publish()
    } else step({ kind: 'heard', at: clock.now(), heard, triggers: wakeWords.list() })
  }

  const setEngine = (next: VoiceEngineState) => {
    engineState = next
    microphone.want(!closed && (next.phase === 'ready' || testing !== undefined))
    publish()
  }

  function unload(): void {
    loading.abort()
    const old = engine
    engine = undefined
    step({ kind: 'deaf' })
    if (old) ending = Promise.allSettled([ending, old.close()])
  }

  async function load(modelDir: string): Promise<void> {
    loading = new AbortController()
    const { signal } = loading
    setEngine({ phase: 'loading' })
    try {
      if (modelDir === '') throw appError('VOICE_MODEL_NOT_CHOSEN', {})
      const watchers = {
        onHeard: (heard: Heard) => {
          if (!signal.aborted) onHeard(heard)
        },
        onGone: (error: unknown) => {
          if (signal.aborted) return
          log.error('the speech engine ended', { error })
          engine = undefined
          step({ kind: 'deaf' })
          setEngine({ phase: 'failed', error: toErrorReport(error) })
        },
      }
      const opened = await parts.openEngine(modelDir, watchers, signal)
      if (signal.aborted) {
        await opened.close()
        return
      }
      engine = opened
      setEngine({ phase: 'ready' })
    } catch (error) {
      if (signal.aborted) return
      log.warn('the speech engine could not be started', { error })
      setEngine({ phase: 'failed', error: toErrorReport(error) })
    }
  }

  /** What is loaded follows the settings. */
  function follow(): void {
    const { voice, voiceModel } = settings.app
    const wanted = voice && !closed ? voiceModel : undefined
    if (wanted === loaded) return
    loaded = wanted
    unload()
    if (wanted === undefined) setEngine({ phase: 'off' })
    else ending = Promise.allSettled([ending, load(wanted)])
  }

  const setTesting = (on: boolean) => {
    endTest()
    endTest = on ? clock.after(testEndsAfterMs, () => setTesting(false)) : () => undefined
    if (on === (testing !== undefined)) return
    testing = on ? { text: '' } : undefined
    step({ kind: 'deaf' })
    engine?.reset()
    setEngine(engineState)
  }

  const stops = [
    settings.onChange(follow),
    wakeWords.onChange(publish),
    parts.download.onChange(publish),
    gateway.on({ event: event => receipts.hear(event) }),
    wakeWords.close,
  ]
  follow()

  return {
    get state() {
      return state
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    mayListen: () => microphone.state().phase === 'wanted' || microphone.state().phase === 'open',
    takeMicrophone: microphone.take,
    microphoneFailed: (lease, why) => microphone.fail(lease, microphoneError(why)),
    hear: (lease, pcm) => {
      if (microphone.isHeldBy(lease)) engine?.hear(pcm)
    },
    talk: pressed => {
      if (!engine || testing || microphone.state().phase !== 'open') return
      step({ kind: pressed ? 'key-pressed' : 'key-released', at: clock.now() })
    },
    test: setTesting,
    chatIsOpen: (sessionKey, signal) => {
      const mine = sessionKey === undefined ? undefined : { sessionKey }
      openChat = mine
      signal.addEventListener('abort', () => {
        if (openChat === mine) openChat = undefined
      })
    },
    sendAgain: receipts.sendAgain,
    forget: receipts.forget,
    restart: () => {
      microphone.retry()
      if (engineState.phase !== 'failed') return
      loaded = undefined
      follow()
    },
    downloadModel: () => void parts.download.begin(),
    cancelDownload: parts.download.cancel,
    noteTalkKey: isTaken => {
      if (isTaken === talkKeyIsTaken) return
      talkKeyIsTaken = isTaken
      publish()
    },
    close: async () => {
      closed = true
      parts.download.cancel()
      endTest()
      follow()
      testing = undefined
      setEngine({ phase: 'off' })
      cancelTick()
      for (const stop of stops.splice(0)) stop()
      await ending
    },
  }
}
