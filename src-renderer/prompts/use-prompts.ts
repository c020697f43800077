import { useState } from 'react'
import type { PendingPrompt, PromptAnswer } from '../../src-shared/prompts.ts'
import { livePrompts } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tellError } from '../tell.ts'

export type OpenPrompt = {
  readonly prompt: PendingPrompt
  /** How many more wait behind this one. */
  readonly more: number
  /** Answered, and the app has not taken the question back yet. */
  readonly sending: boolean
  readonly answer: (answer: PromptAnswer) => void
}

/** The question that waits longest, or undefined. */
export function usePrompts(): OpenPrompt | undefined {
  const pending = useLive(livePrompts)
  const [sentId, setSentId] = useState<string>()
  const prompt = pending?.[0]
  if (!prompt) return undefined

  const answer = async (given: PromptAnswer) => {
    setSentId(prompt.id)
    try {
      await desktop.prompts.answer({ id: prompt.id, answer: given })
    } catch (error) {
      setSentId(undefined)
      tellError(error)
    }
  }
  return {
    prompt,
    more: pending.length - 1,
    sending: sentId === prompt.id,
    answer: given => void answer(given),
  }
}
