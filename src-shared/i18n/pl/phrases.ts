import type { phrases as source } from '../en/phrases.ts'
import type { Translation } from '../message-types.ts'

export const phrases: Translation<typeof source> = {
  notJson: 'to nie jest poprawny JSON',
}
