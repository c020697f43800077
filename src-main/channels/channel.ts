// What every way to reach people outside of this app has in common. A channel hands what it hears to conversations,
// by what it is given when it is opened, and sends what it is told; who may speak to it is its own business.
import type { Conversations } from '../conversations/conversations.ts'
import type { RunAnswer } from '../conversations/run-answer.ts'
import type { ChannelPeople, PairingAsk } from './channel-people.ts'

/** How a channel is, as it knows without asking anybody. Times are milliseconds since the epoch. */
export type ChannelStatus = {
  readonly configured: boolean
  /** False: it is set up, and switched off. True when absent. */
  readonly enabled?: boolean | undefined
  readonly running: boolean
  readonly connected: boolean
  /** The account it speaks as, such as the name of a bot. */
  readonly accountName?: string | undefined
  /** One sentence, without secrets; null when the last attempt went well. */
  readonly lastError: string | null
  readonly lastInboundAt?: number | undefined
  readonly lastOutboundAt?: number | undefined
}

export type OutgoingFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }

export type OutgoingMessage = {
  /** Whom to reach, in the channel's own terms: a chat id, a number. */
  readonly to: string
  /** May be empty beside a file. */
  readonly text: string
  /** Channels that send text alone refuse it. */
  readonly file?: OutgoingFile | undefined
  readonly replyToId?: string | undefined
  readonly silent?: boolean | undefined
}

export type ChannelHost = {
  readonly conversations: Conversations
  readonly answerOf: (runId: string) => RunAnswer
  /** Tells that `status` would answer something else now. */
  readonly changed: () => void
}

/** Fields never hold a secret. */
export type ChannelLog = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export type Channel = {
  /** Lower case, as in `channels.ID` of the configuration: `telegram`. */
  readonly id: string
  /** Its name for people: `Telegram`. */
  readonly label: string
  /** Who may write to it, and who asks to; absent where a channel has no such list. */
  readonly people?: ChannelPeople | undefined
  status(): ChannelStatus
  /** Asks the far side, and answers the status after that. Never rejects. */
  probe(signal: AbortSignal): Promise<ChannelStatus>
  /** Settles once the far side has taken the message. Rejects with an AppError. */
  send(message: OutgoingMessage): Promise<{ readonly messageId: string }>
  /** Tells somebody that they have been let in. Rejects with an AppError. */
  welcome?(person: PairingAsk): Promise<void>
  /** Whoever wrote to it last in private, as `send` takes it; undefined before anybody has. */
  lastChat?(): string | undefined
  /** Where the answer of this run is going, as `send` takes it; undefined where nobody on this channel waits for it. */
  addressOf?(runId: string): string | undefined
  /** Begins to listen, and goes on trying by itself from then on. Rejects only when its configuration cannot be used. */
  open(host: ChannelHost): Promise<void>
  /** The configuration has changed. */
  reconfigure?(): void
  /** Stops listening. Safe twice. */
  close(): Promise<void>
}
