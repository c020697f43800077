// Speaking to the gateway: what the app publishes of it, and what a wake word is.
import type { ErrorReport } from './errors.ts'

/** What OpenClaw's gateways listen for until somebody says otherwise, and how much they keep. */
export const defaultWakeWords: readonly string[] = ['openclaw', 'claude', 'computer']
export const maxWakeWords = 32
export const maxWakeWordLength = 64

/** What was said, and how far it came. Times in milliseconds since the epoch. */
export type VoiceReceipt = {
  /** Also the idempotency key of its message. */
  readonly id: string
  /** The wake word; absent when the talk key was pressed. */
  readonly trigger?: string | undefined
  readonly text: string
  /** Where it went; absent while no gateway was there to say which conversations there are. */
  readonly sessionKey?: string | undefined
  readonly step: VoiceStep
  readonly heardAt: number
  readonly sentAt?: number | undefined
  readonly acceptedAt?: number | undefined
  readonly answeredAt?: number | undefined
  /** Why it got no further. It can be sent again, and arrives once. */
  readonly error?: ErrorReport | undefined
}

export const voiceSteps = ['heard', 'sent', 'accepted', 'answered'] as const
export type VoiceStep = (typeof voiceSteps)[number] | 'taken-back'

export type VoiceEngineState =
  | { readonly phase: 'off' }
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready' }
  | { readonly phase: 'failed'; readonly error: ErrorReport }

export type MicrophoneState =
  /** `wanted`: the first window that can opens it. */
  { readonly phase: 'closed' | 'wanted' | 'open' } | { readonly phase: 'failed'; readonly error: ErrorReport }

export type ModelDownload =
  | { readonly phase: 'none' }
  | { readonly phase: 'loading'; readonly receivedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'failed'; readonly error: ErrorReport }

export type VoiceState = {
  readonly engine: VoiceEngineState
  readonly microphone: MicrophoneState
  /** Set while somebody is being listened to; `text` is what they have said so far. */
  readonly listening?: { readonly trigger?: string | undefined; readonly text: string } | undefined
  /** Set while the microphone is tested: what is understood at the moment. Nothing of it goes anywhere. */
  readonly testing?: { readonly text: string } | undefined
  readonly wakeWords: readonly string[]
  /** The newest first. */
  readonly receipts: readonly VoiceReceipt[]
  readonly download: ModelDownload
  /** Another program has the talk key, so it does nothing here. */
  readonly talkKeyIsTaken: boolean
}

export const silentVoice: VoiceState = {
  engine: { phase: 'off' },
  microphone: { phase: 'closed' },
  wakeWords: defaultWakeWords,
  receipts: [],
  download: { phase: 'none' },
  talkKeyIsTaken: false,
}
