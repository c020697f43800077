// A list of checks that runs to its end, prints as it goes, and can be written down as a page.
export type Outcome = {
  readonly title: string
  readonly ok: boolean
  readonly ms: number
  readonly detail: string
}

export type Check = Checks['check']

export type Checks = {
  /** Runs one check; what it resolves with is its detail. A failing check is noted and the run goes on. */
  readonly check: (title: string, run: () => Promise<string>) => Promise<boolean>
  readonly outcomes: readonly Outcome[]
}

export function startChecks(): Checks {
  const outcomes: Outcome[] = []
  return {
    outcomes,
    async check(title, run) {
      const begunAt = performance.now()
      const done = (ok: boolean, detail: string) => {
        const outcome = { title, ok, ms: Math.round(performance.now() - begunAt), detail }
        outcomes.push(outcome)
        console.log(`${ok ? '✓' : '✗'} ${title} (${outcome.ms} ms)${detail ? ` – ${detail}` : ''}`)
        return ok
      }
      try {
        return done(true, await run())
      } catch (error) {
        return done(false, error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** The outcomes as a Markdown table. */
export function asTable(outcomes: readonly Outcome[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return [
    '| | Check | Time | What was seen |',
    '|---|---|---|---|',
    ...outcomes.map(
      one => `| ${one.ok ? '✓' : '✗'} | ${cell(one.title)} | ${one.ms} ms | ${cell(one.detail)} |`,
    ),
  ].join('\n')
}

export function expectThat(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence)
}
