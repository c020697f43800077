// The last line of `npm test`, alone on a line, in the form that any CI can read. No dependencies, Node 20 or later.

export function closingLine({ passed = 0, failed = 0, skipped = 0 }) {
  return `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`
}

/** Where something ended before the tests could be counted. */
export const nothingCounted = closingLine({ failed: 1 })

/** Names a file that is written with the closing line, so that who started the tests knows that it stands there. */
export const saidIn = 'GANGWAY_CLOSING_LINE_FILE'
