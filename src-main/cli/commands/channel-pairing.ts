// `gangway pairing list|approve|reject|remove`: who may write to a channel, and who asks to.
import { z } from 'zod'
import type { CliContext } from '../context.ts'
import { reachGateway, toPair, type GatewayOptions } from '../reach-gateway.ts'
import { ago, table } from '../table.ts'

const Person = z.looseObject({ sender: z.string(), name: z.string().catch('') })
const People = z.looseObject({
  label: z.string().catch(''),
  pending: z.array(Person.extend({ code: z.string(), createdAt: z.number().catch(0) })).catch([]),
  approved: z.array(Person.extend({ approvedAt: z.number().catch(0) })).catch([]),
})
const Decided = z.looseObject({ name: z.string().catch(''), sender: z.string() })

export async function listPeople(
  context: CliContext,
  channel: string | undefined,
  options: GatewayOptions,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const answer = await gateway.request<object>(
      'channels.pairing.list',
      channel === undefined ? {} : { channel },
    )
    const { label, pending, approved } = People.parse(answer)
    const now = Date.now()
    const waiting = pending.map(({ name, sender, code, createdAt }) => [
      name,
      sender,
      code,
      ago(createdAt, now),
    ])
    const known = approved.map(({ name, sender, approvedAt }) => [name, sender, ago(approvedAt, now)])
    context.output.result({ ok: true, ...answer }, [
      ...(waiting.length === 0
        ? [`Nobody asks to write to ${label}.`]
        : table(['WHO ASKS', 'ID', 'CODE', 'ASKED'], waiting)),
      ...(known.length === 0 ? [] : ['', ...table(['WHO MAY', 'ID', 'LET IN'], known)]),
    ])
  })
}

export async function decidePerson(
  context: CliContext,
  decision: 'approve' | 'reject',
  channel: string,
  code: string,
  options: GatewayOptions,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const answer = await gateway.request<object>(`channels.pairing.${decision}`, { channel, code })
    const { name, sender } = Decided.parse(answer)
    const outcome = decision === 'approve' ? `may write to ${channel} now` : 'was turned away'
    context.output.result({ ok: true, ...answer }, [`${name} (${sender}) ${outcome}.`])
  })
}

export async function removePerson(
  context: CliContext,
  channel: string,
  sender: string,
  options: GatewayOptions,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const answer = await gateway.request<{ removed?: unknown }>('channels.pairing.remove', {
      channel,
      sender,
    })
    context.output.result({ ok: true, ...answer }, [
      answer.removed === true
        ? `${sender} may no longer write to ${channel}.`
        : `${sender} was not among those let in; look at channels.${channel}.allowFrom.`,
    ])
  })
}
