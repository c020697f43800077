// Text that a server wants a person to read, made harmless: it may try to paint over the screen or pose as ours.

const maxTextLength = 8_192
const cutMark = ' …'

// Terminal sequences as a whole first, so that "[31m" does not stay behind (ECMA-48: CSI, OSC and the like, two-letter).
// eslint-style classes would read control characters as a mistake; they are the very thing that is looked for.
const escapeSequences = new RegExp(
  [
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?',
    '(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '\\u001b[ -/]*[0-~]?',
  ].join('|'),
  'gu',
)
// Control and format characters (bidi overrides, zero-width), surrogates, private use, line separators.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

/** Plain text with line breaks, at most 8 Ki characters. */
export function promptText(text: string): string {
  return clean(text)
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .trim()
}

/** The same on one line: for a question or a title. */
export function promptLine(text: string): string {
  return clean(text).replace(/\s+/gu, ' ').trim()
}

function clean(text: string): string {
  // Cut first: nobody reads it all, and the work stays bounded. A cut may halve a surrogate pair, which `Cs` takes out.
  const cut =
    text.length > maxTextLength ? `${text.slice(0, maxTextLength - cutMark.length)}${cutMark}` : text
  return cut
    .replace(escapeSequences, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(invisible, found => (found === '\n' ? found : ''))
}
