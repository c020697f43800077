// What happens in the conversations, told to everybody who watches.
import type { TranscriptRow } from './messages.ts'
import type { RunEvent } from './run.ts'

export type ChangeReason = 'send' | 'settled' | 'create' | 'patch' | 'reset' | 'compact' | 'inject' | 'delete'

/** Told to every watcher, in order. */
export type ConversationNews =
  | { readonly kind: 'message'; readonly row: TranscriptRow }
  | { readonly kind: 'run'; readonly conversation: string; readonly event: RunEvent }
  | {
      readonly kind: 'changed'
      readonly conversation: string
      readonly reason: ChangeReason
      readonly runId?: string | undefined
    }

export type News = {
  readonly tell: (news: ConversationNews) => void
  readonly tellChange: (conversation: string, reason: ChangeReason, runId?: string) => void
  /** Tells `watcher` of everything from now on. Returns the way to stop. */
  readonly watch: (watcher: (news: ConversationNews) => void) => () => void
  readonly close: () => void
}

/** What a watcher throws is told to `onError`, and keeps it from no other. */
export function openNews(onError: (error: unknown) => void): News {
  const watchers = new Set<(news: ConversationNews) => void>()
  const tell = (news: ConversationNews) => {
    for (const watcher of watchers) {
      try {
        watcher(news)
      } catch (error) {
        onError(error)
      }
    }
  }
  return {
    tell,
    tellChange: (conversation, reason, runId) => tell({ kind: 'changed', conversation, reason, runId }),
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    close: () => watchers.clear(),
  }
}
