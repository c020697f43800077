// What tools ask of the gateway around them. Each part is absent where the gateway has no such thing.
import type { WorkspaceFile } from './workspace-file.ts'

export type NodeFacts = {
  readonly id: string
  readonly name: string
  readonly platform?: string | undefined
  readonly isConnected: boolean
  /** Those that may be used. */
  readonly commands: readonly string[]
}

/** For whom something is done, as people are shown it. */
export type OnBehalf = { readonly conversation: string; readonly runId: string; readonly callId: string }

export type NodeCall = OnBehalf & {
  readonly nodeId: string
  readonly command: string
  readonly params: unknown
  readonly timeoutMs: number
}

export type SessionFacts = {
  readonly key: string
  readonly label?: string | undefined
  readonly title?: string | undefined
  readonly updatedAt: number
  readonly isBusy: boolean
}

export type SaidBefore = { readonly role: 'user' | 'assistant'; readonly text: string; readonly at: number }

export type CommandRequest = OnBehalf & {
  readonly argv: readonly string[]
  readonly cwd: string
  /** The program that will be run. */
  readonly resolvedPath: string
}

export type Decision = 'allowed' | 'denied' | 'expired' | 'not-asked'

/** The far side's answer, or one sentence why there is none. */
export type Reply<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly why: string }

export type ToolHost = {
  readonly nodes: {
    list(): readonly NodeFacts[]
    call(call: NodeCall, signal: AbortSignal): Promise<Reply<{ readonly payload: unknown }>>
  }
  readonly sessions: {
    list(query: { readonly search?: string | undefined; readonly limit: number }): readonly SessionFacts[]
    /** Newest last; undefined for a session there is not. */
    history(key: string, limit: number): readonly SaidBefore[] | undefined
    /** Says it there, and waits for the answer when `waitMs` is more than 0. */
    send(
      message: OnBehalf & { readonly to: string; readonly text: string; readonly waitMs: number },
      signal: AbortSignal,
    ): Promise<Reply<{ readonly answer?: string | undefined }>>
  }
  readonly channels: {
    list(): readonly { readonly id: string; readonly label: string }[]
    send(
      message: OnBehalf & {
        readonly channel?: string | undefined
        /** Absent: whoever waits for this very answer on that channel. */
        readonly to?: string | undefined
        readonly text: string
        readonly file?: WorkspaceFile | undefined
      },
    ): Promise<Reply<{ readonly messageId: string }>>
  }
  readonly commands: {
    /** Whether this may be run; people are asked if that is how it is configured. */
    decide(request: CommandRequest, signal: AbortSignal): Promise<Decision>
    /** For the model: how far a call had come that the gateway's end cut off; undefined where that is not known. */
    lostCall(runId: string, callId: string): string | undefined
  }
}
