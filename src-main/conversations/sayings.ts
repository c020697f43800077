// What an answer has said so far, told in stretches at a bearable pace: the first at once, the others at most this often.
import type { ContentBlock } from '../agent/content.ts'
import type { RunNews } from './run.ts'

type Saying = { readonly type: 'text' | 'thinking'; words: string; told: number }

export function createSayings(intervalMs: number, tell: (news: RunNews) => void) {
  /** What was said in this step, in order. */
  let step: Saying[] = []
  let text = ''
  let toldText = 0
  let timer: NodeJS.Timeout | undefined
  let lastTellingAt = Number.NEGATIVE_INFINITY

  function tellNow() {
    clearTimeout(timer)
    timer = undefined
    lastTellingAt = performance.now()
    for (const saying of step) {
      if (saying.type === 'text' || saying.told === saying.words.length) continue
      tell({ type: 'thinking', text: saying.words, added: saying.words.slice(saying.told) })
      saying.told = saying.words.length
    }
    if (text.length > toldText) {
      const added = text.slice(toldText)
      toldText = text.length
      tell({ type: 'delta', text, added })
    }
  }

  function tellSoon() {
    if (timer) return
    const waitMs = lastTellingAt + intervalMs - performance.now()
    if (waitMs <= 0) tellNow()
    else timer = setTimeout(tellNow, waitMs)
  }

  return {
    tellNow,

    add(type: Saying['type'], words: string) {
      const last = step.at(-1)
      if (last?.type === type) last.words += words
      else {
        // Thoughts and words come to people in the order they had in the model.
        if (last) tellNow()
        step.push({ type, words, told: 0 })
      }
      if (type === 'text') text += words
      tellSoon()
    },

    /** A whole answer at once: told with the end, for it needs no delta. */
    replyWith(words: string) {
      step = [{ type: 'text', words, told: words.length }]
      text = words
      toldText = words.length
    },

    /** What follows is another step; the text goes on. */
    endStep() {
      tellNow()
      step = []
    },

    /** The text that an earlier process had told. */
    resume(words: string) {
      text = words
      toldText = words.length
    },

    /** Everything said so far, whether or not it has been told. */
    text: () => text,

    /** What this step has said. */
    content: (): ContentBlock[] =>
      step
        .filter(({ words }) => words !== '')
        .map(({ type, words }) => (type === 'text' ? { type, text: words } : { type, thinking: words })),

    /** Nothing more is told. */
    drop: () => clearTimeout(timer),
  }
}
