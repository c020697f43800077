// What a person is being asked about a session: its new name, or whether they mean it.
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import { source } from '../observable.ts'

export type SessionQuestion = {
  readonly kind: 'rename' | 'reset' | 'delete'
  readonly row: SessionRow
}

export const sessionQuestion = source<SessionQuestion | undefined>(undefined)

export function askAboutSession(kind: SessionQuestion['kind'], row: SessionRow): void {
  sessionQuestion.set({ kind, row })
}
