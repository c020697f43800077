// Which addresses a window may have opened in the system's browser.
import { appError } from '../../src-shared/errors.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'

const maxLength = 2048

/**
 * The address as it is safe to hand to the system: https: or mailto:, without a user name, its host in ASCII
 * (punycode), so that no look-alike letter survives. Throws INVALID_INPUT.
 */
export function checkExternalUrl(text: string): string {
  const refuse = (why: Phrase) => appError('INVALID_INPUT', { what: phrase('theAddress'), why })
  if (text.length > maxLength) throw refuse(phrase('tooLong', { max: maxLength }))
  // The URL parser drops tabs and line ends and takes backslashes for slashes: what was read is not what is opened.
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  if (/[\u0000-\u0020\u007f-\u009f\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text))
    throw refuse(phrase('addressCharacters'))
  if (!URL.canParse(text)) throw refuse(phrase('noAddress'))
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'mailto:') throw refuse(phrase('onlyHttps'))
  if (url.username || url.password) throw refuse(phrase('addressUser'))
  if (url.protocol === 'https:' && !/^https:\/\/[^/]/i.test(text)) throw refuse(phrase('urlNoHost'))
  return url.href
}
