// `gangway sessions list`: the conversations of the gateway, the newest first.
import { z } from 'zod'
import type { CliContext } from '../context.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'
import { ago, table } from '../table.ts'

export type SessionsOptions = GatewayOptions & {
  readonly limit?: number | undefined
  readonly search?: string | undefined
}

const defaultLimit = 50

const text = z.string().nullish().catch(undefined)
const number = z.number().nullish().catch(undefined)
const Row = z.looseObject({
  key: z.string(),
  label: text,
  displayName: text,
  derivedTitle: text,
  updatedAt: number,
  model: text,
  totalTokens: number,
  contextTokens: number,
  hasActiveRun: z.boolean().nullish().catch(undefined),
})
type Row = z.infer<typeof Row>
const Answer = z.looseObject({
  sessions: z.array(z.unknown()),
  totalCount: number,
  hasMore: z.boolean().nullish().catch(undefined),
})

export async function listSessions(context: CliContext, options: SessionsOptions): Promise<void> {
  const { limit = defaultLimit, search } = options
  await reachGateway(context, options, toRead, async gateway => {
    const answer = await gateway.request('sessions.list', {
      limit,
      includeDerivedTitles: true,
      ...(search && { search }),
    })
    const { sessions, totalCount, hasMore } = Answer.parse(answer)
    const rows = sessions.flatMap(row => Row.safeParse(row).data ?? [])
    context.output.result({ ok: true, sessions: rows, totalCount, hasMore }, [
      ...(rows.length === 0 ? ['There are no sessions.'] : sessionTable(rows, Date.now())),
    ])
    if (hasMore) context.output.note(`${rows.length} of ${totalCount ?? 'more'}; --limit shows more.`)
  })
}

function sessionTable(rows: readonly Row[], now: number): string[] {
  return table(
    ['SESSION', 'TITLE', 'CHANGED', 'MODEL', 'TOKENS', ''],
    rows.map(row => [
      row.key,
      row.label ?? row.derivedTitle ?? row.displayName ?? '',
      ago(row.updatedAt ?? undefined, now),
      row.model ?? '',
      tokensOf(row),
      row.hasActiveRun ? 'answering' : '',
    ]),
  )
}

function tokensOf({ totalTokens, contextTokens }: Row): string {
  if (totalTokens === undefined || totalTokens === null) return ''
  return contextTokens ? `${totalTokens} of ${contextTokens}` : String(totalTokens)
}
