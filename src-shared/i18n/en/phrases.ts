// Pieces of sentences: src-shared/said.ts. Most finish one, after a colon or in brackets, so they begin small and have no
// full stop.
export const phrases = {
  notJson: 'it is not valid JSON',
} as const
