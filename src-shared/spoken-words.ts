// Speech as it can be compared: neither capitals nor punctuation nor the space between two words can be heard.

/** The words of a text, small and bare of punctuation; what is only punctuation is no word. */
export function spokenWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map(word => word.replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, ''))
    .filter(word => word !== '')
}

export type PhraseFound = {
  readonly phrase: string
  /** The index of its first word, and of the first one after it. */
  readonly start: number
  readonly end: number
}

/**
 * The last place where one of the phrases was said; of two that end there, the longer. `openclaw` is also found in
 * "open claw", for a recogniser that does not know a name writes what it sounds like.
 */
export function lastPhraseIn(words: readonly string[], phrases: readonly string[]): PhraseFound | undefined {
  const wanted = phrases
    .map(phrase => ({ phrase, run: spokenWords(phrase).join('') }))
    .filter(({ run }) => run !== '')
    .toSorted((a, b) => b.run.length - a.run.length)
  for (let end = words.length; end > 0; end -= 1) {
    for (const { phrase, run } of wanted) {
      const start = startOf(words, end, run)
      if (start !== undefined) return { phrase, start, end }
    }
  }
  return undefined
}

/** Where the words that end at `end` begin to spell `run`. */
function startOf(words: readonly string[], end: number, run: string): number | undefined {
  let spelt = ''
  for (let start = end - 1; start >= 0 && spelt.length < run.length; start -= 1) {
    spelt = `${words[start]}${spelt}`
    if (spelt === run) return start
  }
  return undefined
}
