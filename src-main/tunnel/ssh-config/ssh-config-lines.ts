import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { say, type Said } from '../../../src-shared/said.ts'
// One line of ssh_config taken apart as OpenSSH does: keyword, its words with quotes resolved, and the raw rest.

/** A line that OpenSSH would complain about; `message` is the complaint. The reader adds file and line number. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  /** Mostly in OpenSSH's own words, which are looked up as they are. */
  readonly said: Said

  constructor(said: Said, options?: ErrorOptions) {
    super(say(said, inEnglish), options)
    this.said = said
  }
}

export type ConfigLine = {
  /** Lower case. */
  readonly keyword: string
  /** The words after it, quotes and escapes resolved, a trailing comment left out. */
  readonly words: readonly string[]
  /** Everything after it as written: some keywords take the rest of the line. */
  readonly rest: string
}

/** Reads a line; undefined when it is empty or a comment. Throws ConfigFault. */
export function parseConfigLine(text: string): ConfigLine | undefined {
  // The text ends at a NUL, as in C; a form feed is blank only at the end.
  const nul = text.indexOf('\0')
  const line = (nul < 0 ? text : text.slice(0, nul)).replace(/[ \t\r\n\f]+$/, '').replace(/^[ \t\r]+/, '')
  if (line === '' || line.startsWith('#')) return undefined
  const parts = splitKeyword(line)
  if (!parts) return undefined
  const { keyword, rest } = parts
  if (rest === '') throw new ConfigFault(`no argument after keyword "${keyword}"`)
  return { keyword: keyword.toLowerCase(), words: splitWords(rest), rest }
}

/** `Keyword value`, `Keyword=value` or `Keyword = value`; the keyword may be quoted. A quote that stays open: no line to OpenSSH. */
function splitKeyword(line: string): { keyword: string; rest: string } | undefined {
  const end = line.search(/[ \t\r"=]/)
  if (end < 0) return { keyword: line, rest: '' }
  if (line[end] === '"') {
    const close = line.indexOf('"', end + 1)
    if (close < 0) return undefined
    return {
      keyword: line.slice(0, end) + line.slice(end + 1, close),
      rest: line.slice(close + 1).replace(/^[ \t\r]+/, ''),
    }
  }
  const rest = line.slice(end + 1).replace(/^[ \t\r]+/, '')
  const second = line[end] !== '=' && rest.startsWith('=')
  return { keyword: line.slice(0, end), rest: second ? rest.slice(1).replace(/^[ \t\r]+/, '') : rest }
}

/** Words between blanks. `"` and `'` quote; a backslash takes the meaning of a quote, of itself and, outside quotes, of a blank. */
export function splitWords(text: string): string[] {
  // Most lines hold nothing special, and a file may have tens of thousands.
  if (!/["'\\#]/.test(text)) return text.split(/[ \t]+/).filter(word => word !== '')
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (isBlank(text[at])) {
      at += 1
      continue
    }
    if (text[at] === '#') break
    const word = readWord(text, at)
    words.push(word.text)
    at = word.end
  }
  return words
}

function readWord(text: string, start: number): { text: string; end: number } {
  let word = ''
  let quote = ''
  let at = start
  for (; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\' && isEscaped(text[at + 1], quote)) {
      at += 1
      word += text.charAt(at)
    } else if (quote === '' && isBlank(char)) {
      break
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char
    } else if (char === quote) {
      quote = ''
    } else {
      word += char
    }
  }
  if (quote !== '') throw new ConfigFault('invalid quotes')
  return { text: word, end: at }
}

const isBlank = (char: string | undefined) => char === ' ' || char === '\t'

function isEscaped(next: string | undefined, quote: string): boolean {
  return next === '"' || next === "'" || next === '\\' || (quote === '' && next === ' ')
}
