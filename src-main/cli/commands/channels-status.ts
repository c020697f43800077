// `gangway channels status`: whether Telegram and its like are there; with --probe each is asked now.
import { z } from 'zod'
import type { CliContext } from '../context.ts'
import { reachGateway, toRead, type GatewayOptions } from '../reach-gateway.ts'
import { ago, table } from '../table.ts'

export type ChannelsOptions = GatewayOptions & { readonly probe?: boolean | undefined }

const defaultTimeoutMs = 10_000
const graceMs = 5_000

const flag = z.boolean().nullish().catch(undefined)
const time = z.number().nullish().catch(undefined)
const Account = z.looseObject({
  accountId: z.string().catch('default'),
  name: z.string().nullish().catch(undefined),
  enabled: flag,
  configured: flag,
  running: flag,
  connected: flag,
  lastError: z.string().nullish().catch(undefined),
  lastInboundAt: time,
  lastOutboundAt: time,
  probe: z
    .looseObject({ ok: flag, elapsedMs: time, error: z.string().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})
type Account = z.infer<typeof Account>
const Answer = z.looseObject({
  channelOrder: z.array(z.string()).catch([]),
  channelLabels: z.record(z.string(), z.string()).catch({}),
  channelAccounts: z.record(z.string(), z.array(z.unknown())).catch({}),
})

export async function showChannels(context: CliContext, options: ChannelsOptions): Promise<void> {
  const { probe = false, timeout: timeoutMs = defaultTimeoutMs } = options
  await reachGateway(context, options, toRead, async gateway => {
    const answer = await gateway.request(
      'channels.status',
      { probe, timeoutMs },
      { timeoutMs: timeoutMs + graceMs },
    )
    const { channelOrder, channelLabels, channelAccounts } = Answer.parse(answer)
    const ids = [...new Set([...channelOrder, ...Object.keys(channelAccounts)])]
    const channels = ids.map(id => ({
      id,
      label: channelLabels[id] ?? id,
      accounts: (channelAccounts[id] ?? []).flatMap(account => Account.safeParse(account).data ?? []),
    }))
    const now = Date.now()
    context.output.result(
      { ok: true, channels },
      channels.length === 0
        ? ['There are no channels.']
        : table(
            ['CHANNEL', 'ACCOUNT', 'STATE', 'LAST HEARD', 'REMARK'],
            channels.flatMap(({ label, accounts }) =>
              accounts.length === 0
                ? [[label, '', 'not set up', '', '']]
                : accounts.map(account => [
                    label,
                    account.name ?? account.accountId,
                    stateOf(account),
                    ago(account.lastInboundAt ?? undefined, now),
                    remarkOf(account),
                  ]),
            ),
          ),
    )
  })
}

/** "Running" says that a task is there; only "connected", or a probe, that somebody answers at the other end. */
function stateOf({ enabled, configured, running, connected, probe }: Account): string {
  if (configured === false) return 'not set up'
  if (enabled === false) return 'switched off'
  if (probe) return probe.ok ? 'answers' : 'does not answer'
  if (connected !== undefined && connected !== null) return connected ? 'connected' : 'not connected'
  if (running === undefined || running === null) return 'unknown'
  return running ? 'running' : 'stopped'
}

function remarkOf({ lastError, probe }: Account): string {
  return probe?.error ?? lastError ?? ''
}
