// What a load gateway is told over its process' channel, and what it answers.

export const sessionKeys = Array.from({ length: 5 }, (_, index) =>
  index === 0 ? 'agent:main:main' : `agent:main:load-${index}`,
)

export type LoadOrder =
  /** So many events of every kind a second, until there were so many. */
  | { readonly kind: 'flood'; readonly perSecond: number; readonly total: number }
  /** An answer of so many words in each session at once, so many tokens a second in each. */
  | { readonly kind: 'answers'; readonly perSecond: number; readonly words: number }

export type FloodSent = { readonly sent: number; readonly ms: number; readonly lastText: string }
