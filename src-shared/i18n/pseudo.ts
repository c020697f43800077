// A language for tests: English in brackets, with an accent on every letter and every vowel doubled, so about a third
// longer. Values keep their own letters, between the marks of an isolate (U+2068, U+2069).
import type { Catalog } from './message-types.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const accented = 'áƀçđéƒğĥíĵķĺɱñóƥɋřšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĹṀÑÓƤɊŘŠŤÚṼŴẊÝŽ'

/** A catalog with every message made unlike English, its ICU syntax kept. */
export function pseudo(catalog: Catalog): Catalog {
  return Object.fromEntries(
    Object.entries(catalog).map(([name, message]) => [
      name,
      typeof message !== 'string' ? pseudo(message) : message === '' ? '' : `⟦${pseudoMessage(message)}⟧`,
    ]),
  )
}

/** Walks the braces: what stands in an argument is syntax, what stands in one of its branches is text again. */
function pseudoMessage(message: string): string {
  const open: ('argument' | 'text')[] = ['text']
  let out = ''
  for (let at = 0; at < message.length; at += 1) {
    const character = message.charAt(at)
    if (open.at(-1) === 'text') {
      const value = /^\{\s*\w+\s*(?:,\s*(?:number|date|time)\b[^{}]*)?\}/.exec(message.slice(at))?.[0]
      if (value !== undefined) {
        out += `\u2068${value}\u2069`
        at += value.length - 1
      } else if (character === '{') {
        open.push('argument')
        out += character
      } else if (character === '}') {
        open.pop()
        out += character
      } else {
        out += pseudoLetter(character)
      }
    } else {
      if (character === '{') open.push('text')
      if (character === '}') open.pop()
      out += character
    }
  }
  return out
}

function pseudoLetter(letter: string): string {
  const index = plain.indexOf(letter)
  if (index === -1) return letter
  const other = accented.charAt(index)
  return 'aeiou'.includes(letter) ? other + other : other
}
