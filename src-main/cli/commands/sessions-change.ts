// `gangway sessions reset KEY` begins a conversation anew; `delete` takes it away.
import { fullSessionKey } from '../../../src-shared/chat.ts'
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, type GatewayOptions } from '../reach-gateway.ts'
import type { Needs } from '../tool-connection.ts'

export type ChangeOptions = GatewayOptions & { readonly yes?: boolean | undefined }

/** OpenClaw's gateway leaves this to administrators. */
const toChange: Needs = { asDevice: [], asTool: ['operator.admin'] }

export async function resetSession(context: CliContext, key: string, options: ChangeOptions): Promise<void> {
  await reachGateway(context, options, toChange, async gateway => {
    const sessionKey = fullSessionKey(key, gateway.gateway.mainSessionKey)
    await confirm(context, `Begin ${sessionKey} anew?`, options.yes)
    await gateway.request('sessions.reset', { key: sessionKey, reason: 'new' })
    context.output.result({ ok: true, session: sessionKey, reset: true }, [`${sessionKey} begins anew.`])
  })
}

export async function deleteSession(context: CliContext, key: string, options: ChangeOptions): Promise<void> {
  await reachGateway(context, options, toChange, async gateway => {
    const sessionKey = fullSessionKey(key, gateway.gateway.mainSessionKey)
    await confirm(context, `Delete ${sessionKey} and all its messages?`, options.yes)
    const { deleted } = await gateway.request<{ deleted?: boolean }>('sessions.delete', { key: sessionKey })
    context.output.result({ ok: true, session: sessionKey, deleted: deleted ?? true }, [
      deleted === false ? `There is no session ${sessionKey}.` : `${sessionKey} is deleted.`,
    ])
  })
}
