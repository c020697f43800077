// A server's questions of the method keyboard-interactive (RFC 4256): made harmless, bounded, and put to a person.
// Nothing is ever filled in here from what is stored, whatever a question says: a server could fish for it that way.
import { appError } from '../../../src-shared/errors.ts'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import { promptLine, promptText } from './prompt-text.ts'

type Asked = { readonly prompt: string; readonly echo?: boolean }

export type QuestionRounds = {
  /** The answers to one round. Rejects with SSH_LOGIN_CANCELLED, or SSH_PROTOCOL_ERROR when the server goes too far. */
  readonly answer: (name: string, instructions: string, asked: readonly Asked[]) => Promise<string[]>
}

const maxQuestions = 64
const maxRounds = 20

export function startQuestionRounds(who: {
  readonly host: string
  readonly via: string | undefined
  readonly user: string
  readonly ask: (question: PromptQuestion) => Promise<PromptAnswer>
}): QuestionRounds {
  const { host, via, user, ask } = who
  let rounds = 0
  return {
    answer: async (name, instructions, asked) => {
      rounds += 1
      if (asked.length > maxQuestions || rounds > maxRounds) {
        throw appError('SSH_PROTOCOL_ERROR', { host, via })
      }
      if (asked.length === 0) return []
      const answer = await ask({
        kind: 'keyboard-interactive',
        host,
        ...(via === undefined ? {} : { via }),
        user,
        name: promptLine(name),
        instructions: promptText(instructions),
        questions: asked.map(({ prompt, echo }) => ({ text: promptLine(prompt), echo: echo === true })),
      })
      if (answer.kind !== 'keyboard-interactive') throw appError('SSH_LOGIN_CANCELLED', { host, via })
      return asked.map((_, index) => answer.answers[index] ?? '')
    },
  }
}
