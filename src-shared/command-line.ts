// A command as people are shown it.

/** For people: each argument is recognisable as one. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(part => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(' ')
}
