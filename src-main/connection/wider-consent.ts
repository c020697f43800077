// operator.admin is everything, and where the gateway's secret is kept it is granted at once. So a person is asked by the
// app itself, not by the page that wants it.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import type { Log } from '../logging/log.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'
import { orAbort } from './or-abort.ts'

export type WiderConsent = {
  /**
   * Settles once a person has agreed that this gateway is asked for `wanted`; a right below operator.admin needs no yes.
   * A yes holds until `forget`: a request that waits for its approval is asked for again and again. Who asks while the
   * question is open waits for its answer. Rejects with CANCELLED for a no, and with the signal's reason.
   */
  readonly to: (wanted: string, target: ConnectionTarget, signal: AbortSignal) => Promise<void>
  /** The right was granted or is wanted no more, or the gateway is another one. A question that is open is taken away. */
  readonly forget: () => void
}

const admin = 'operator.admin'

type Question = {
  readonly gone: AbortController
  readonly answered: Promise<void>
  /** How many wait for the answer: with the last of them the question goes. */
  waiting: number
}

export function openWiderConsent(ask: AskPerson, log: Log): WiderConsent {
  let agreed = false
  let question: Question | undefined

  function putQuestion(target: ConnectionTarget): Question {
    const gone = new AbortController()
    const put: Question = { gone, answered: answer(), waiting: 0 }
    return put

    async function answer(): Promise<void> {
      try {
        const { kind } = await ask({ kind: 'wider-scope', scope: admin, target }, gone.signal)
        // Whoever was asked about another gateway has said nothing about this one.
        gone.signal.throwIfAborted()
        agreed = kind === 'wider-scope'
        log.info('the person was asked about a wider right', { target, wanted: admin, agreed })
        if (!agreed) throw appError('CANCELLED', {})
      } finally {
        if (question === put) question = undefined
      }
    }
  }

  function takeAway(): void {
    question?.gone.abort(appError('CANCELLED', {}))
    question = undefined
  }

  return {
    to: async (wanted, target, signal) => {
      if (wanted !== admin || agreed) return
      signal.throwIfAborted()
      const asked = (question ??= putQuestion(target))
      asked.waiting += 1
      try {
        await orAbort(asked.answered, signal)
      } finally {
        asked.waiting -= 1
        if (asked.waiting === 0 && question === asked) takeAway()
      }
    },
    forget: () => {
      agreed = false
      takeAway()
    },
  }
}
