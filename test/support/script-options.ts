// What the scripts for proofs and benches are told on their command line.

/** Throws a sentence that names the option. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`${option} is a whole number of ${least} or more, not "${text}".`)
}

/** What `read` makes of the command line; what it throws is printed, and the process ends with 2. */
export function readOrLeave<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
}
