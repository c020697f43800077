// How a message leaves the window: through the app's outbox, or, where there is no app, over the page's own connection.
import type { Transcript } from '../../src-shared/chat.ts'
import type { Attachment } from './composer/composer.ts'

/** The transcript that shows what becomes of what is sent. */
export type Board = {
  readonly transcript: () => Transcript
  readonly update: (next: Transcript, at?: 'soon' | 'now') => void
  /** Reads the newest history. */
  readonly sync: () => Promise<void>
}

export type Sending = {
  /** Whether a message may be sent while the gateway cannot be reached: it then waits. */
  readonly canQueue: boolean
  /** Rejects when the message could not be kept: then it is nowhere but with the caller. */
  readonly send: (text: string, attachments: readonly Attachment[]) => Promise<void>
  /** Whether what was sent is still at hand, so that it can be sent again. */
  readonly canSendAgain: (sendKey: string) => boolean
  readonly sendAgain: (sendKey: string) => Promise<void>
  readonly discard: (sendKey: string) => Promise<void>
  /** Looks once more whether it arrived. */
  readonly check: (sendKey: string) => Promise<void>
  /** Stops what is being answered here; false when nothing was. */
  readonly stop: (runIds: readonly string[]) => Promise<boolean>
  /** The transcript is not as it was: some sends may be settled. */
  readonly settle: () => void
  /** The transcript once the connection is gone. */
  readonly lost: (transcript: Transcript) => Transcript
  readonly setOnline: (online: boolean) => void
  readonly close: () => void
}

export type OpenSending = (
  place: { readonly gateway: string; readonly sessionKey: string },
  board: Board,
) => Sending
