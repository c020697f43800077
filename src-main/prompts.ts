// The desk where questions for a person wait until some window answers them.
import { randomUUID } from 'node:crypto'
import { appError } from '../src-shared/errors.ts'
import type { PendingPrompt, PromptAnswer, PromptQuestion } from '../src-shared/prompts.ts'
import { phrase } from '../src-shared/said.ts'
import type { AskPerson } from './tunnel/tunnel.ts'

export type PromptDesk = {
  /** What waits, oldest first. */
  readonly pending: readonly PendingPrompt[]
  /** Lays a question on the desk until it is answered, or until the signal aborts and takes it away. */
  readonly ask: AskPerson
  /**
   * Hands an answer to whoever asked. Throws INVALID_INPUT when the question is gone (another window was quicker) or
   * the answer is of another kind; the question then stays.
   */
  readonly answer: (id: string, answer: PromptAnswer) => void
  readonly onChange: (listener: (pending: readonly PendingPrompt[]) => void) => () => void
}

export function openPromptDesk(): PromptDesk {
  const waiting = new Map<string, { prompt: PendingPrompt; settle: (answer: PromptAnswer) => void }>()
  const listeners = new Set<(pending: readonly PendingPrompt[]) => void>()

  const pending = () => [...waiting.values()].map(({ prompt }) => prompt)
  const tell = () => {
    for (const listener of listeners) listener(pending())
  }
  const takeAway = (id: string) => {
    if (waiting.delete(id)) tell()
  }

  return {
    get pending() {
      return pending()
    },

    ask: (question, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason as Error)
      return new Promise((resolve, reject) => {
        const id = randomUUID()
        const onAbort = () => {
          takeAway(id)
          reject(signal.reason as Error)
        }
        const settle = (answer: PromptAnswer) => {
          signal.removeEventListener('abort', onAbort)
          takeAway(id)
          resolve(answer)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.set(id, { prompt: { id, question }, settle })
        tell()
      })
    },

    answer: (id, answer) => {
      const asked = waiting.get(id)
      if (!asked) throw appError('INVALID_INPUT', { what: phrase('theAnswer'), why: phrase('questionGone') })
      const why = misfit(asked.prompt.question, answer)
      if (why) throw appError('INVALID_INPUT', { what: phrase('theAnswer'), why })
      asked.settle(answer)
    },

    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Why this answer does not fit this question; undefined when it does. Declining fits every question. */
function misfit(question: PromptQuestion, answer: PromptAnswer): string | undefined {
  if (answer.kind === 'cancel') return undefined
  if (answer.kind !== question.kind) return `it answers a ${answer.kind} question`
  if (answer.kind === 'keyboard-interactive' && question.kind === 'keyboard-interactive') {
    if (answer.answers.length !== question.questions.length)
      return `${question.questions.length} lines were asked for, ${answer.answers.length} came`
  }
  return undefined
}
