// One SSH server on the way, as it is reported on the ladder and as a person is asked about it.
import { toErrorReport } from '../../../src-shared/errors.ts'
import type { LadderStepId, SshFacts } from '../../../src-shared/ladder.ts'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import type { Said } from '../../../src-shared/said.ts'
import type { Deadline } from '../deadline.ts'
import type { TunnelWatchers } from '../tunnel.ts'

export type HopSteps = {
  readonly running: (step: LadderStepId, note?: Said) => void
  readonly passed: (step: LadderStepId, note?: Said) => void
  /** Something about the server, of interest whether or not the step comes to a good end. */
  readonly learned: (step: LadderStepId, ssh: SshFacts) => void
  /** The step that is running has failed. Once; an abort is no failure. */
  readonly failed: (error: unknown) => void
  /** Asks while the running step shows "asking" and the deadline stands still. */
  readonly ask: (question: PromptQuestion, deadline: Deadline) => Promise<PromptAnswer>
  readonly isAsking: () => boolean
}

/** `hop` is a jump host's name; undefined for the target itself. */
export function reportSteps(watchers: TunnelWatchers, hop: string | undefined): HopSteps {
  let current: LadderStepId | undefined
  let asking = 0
  const via = hop === undefined ? {} : { via: hop }

  return {
    running: (step, note) => {
      current = step
      watchers.report({ step, verdict: 'running', ...via, note })
    },
    passed: (step, note) => {
      if (current === step) current = undefined
      watchers.report({ step, verdict: 'passed', ...via, note })
    },
    learned: (step, ssh) => watchers.report({ step, verdict: 'running', ...via, ssh }),
    failed: error => {
      if (current === undefined || watchers.signal.aborted) return
      watchers.report({ step: current, verdict: 'failed', ...via, error: toErrorReport(error) })
      current = undefined
    },
    ask: async (question, deadline) => {
      const step = current
      deadline.pause()
      asking += 1
      if (step) watchers.report({ step, verdict: 'asking', ...via })
      try {
        return await watchers.ask(question, watchers.signal)
      } finally {
        asking -= 1
        deadline.resume()
        if (step && !watchers.signal.aborted) watchers.report({ step, verdict: 'running', ...via })
      }
    },
    isAsking: () => asking > 0,
  }
}
