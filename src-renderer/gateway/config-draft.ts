// The configuration as it was read, and what somebody has made of it since. Drafts outlive the page and a lost
// connection, for each gateway its own; they end with the window.
import JSON5 from 'json5'
import { z } from 'zod'
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { GatewayLink } from '../gateway-link.ts'
import { holdWhile } from '../held.ts'

const Issue = z.object({ path: z.string(), message: z.string() })
export type Issue = z.infer<typeof Issue>
const Issues = z.array(Issue).catch([])
const Config = z.object({
  raw: z.string().nullable().catch(null),
  parsed: z.unknown().optional(),
  hash: z.string().optional().catch(undefined),
  path: z.string().catch(''),
  issues: Issues,
  warnings: Issues,
})
export type Config = { readonly text: string } & Pick<
  z.infer<typeof Config>,
  'hash' | 'path' | 'issues' | 'warnings'
>

/** Secrets are masked by the gateway, and kept as they are where the mask stays. */
export async function readConfig(link: GatewayLink): Promise<Config> {
  const { raw, parsed, ...rest } = Config.parse(await link.request('config.get', {}))
  return { ...rest, text: raw ?? JSON5.stringify(parsed ?? {}, { space: 2, quote: '"' }) }
}

const Saved = z.object({ restartPaths: z.array(z.string()).catch([]) })

/** Gives the paths that are in force only after a restart. Rejects with what the gateway complains about. */
export async function saveConfig(link: GatewayLink, text: string, hash: string | undefined) {
  const params = { raw: text, ...(hash === undefined ? {} : { baseHash: hash }) }
  return Saved.parse(await link.request('config.set', params)).restartPaths
}

const Problems = z.array(z.object({ values: z.object({ path: z.string(), problem: z.string() }) })).catch([])

/** What a refusal complains about, place by place; empty when it is about something else. */
export function issuesIn({ details }: Pick<ErrorReport, 'details'>): readonly Issue[] {
  return Problems.parse(details['problems']).map(({ values }) => ({
    path: values.path,
    message: values.problem,
  }))
}

export type Draft = {
  readonly base: Config
  readonly typed: string
  /** What was read before somebody else changed it. */
  readonly overtaken?: Config | undefined
}

export const drafts = new Map<string, Draft>()
holdWhile(() => [...drafts.values()].some(({ base, typed }) => typed !== base.text))

/** Where the text stops being JSON5, counted from 1; undefined for one that can be read. */
export function syntaxErrorIn(text: string): { readonly line: number; readonly column: number } | undefined {
  try {
    JSON5.parse(text)
    return undefined
  } catch (error) {
    const { lineNumber = 1, columnNumber = 1 } = error as { lineNumber?: number; columnNumber?: number }
    return { line: lineNumber, column: columnNumber }
  }
}
