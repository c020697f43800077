// `gangway gateway agent`: one turn of the assistant, and its answer whole when it is there.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { fullSessionKey } from '../../../src-shared/chat.ts'
import type { CliContext } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { reachGateway, toWrite, type GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'

export type AgentOptions = GatewayOptions & {
  readonly message: string
  readonly session?: string | undefined
  readonly agent?: string | undefined
  readonly thinking?: string | undefined
}

const defaultTimeoutMs = 10 * 60_000
/** The gateway gives up first and says why. */
const graceMs = 10_000
const farewellMs = 2_000

const Outcome = z.looseObject({
  runId: z.string(),
  status: z.string(),
  summary: z.string().nullish().catch(undefined),
  result: z
    .looseObject({ payloads: z.array(z.looseObject({ text: z.string().nullish() })).catch([]) })
    .nullish()
    .catch(undefined),
})

export async function runAgent(context: CliContext, options: AgentOptions): Promise<ExitCode> {
  const { message, session, agent, thinking, timeout: timeoutMs = defaultTimeoutMs } = options
  return reachGateway(context, options, toWrite, async gateway => {
    const sessionKey = session && fullSessionKey(session, gateway.gateway.mainSessionKey)
    const runId = randomUUID()
    const stopAtGateway = () => void abortRun(gateway, sessionKey ?? usualSession(gateway, agent), runId)
    context.signal.addEventListener('abort', stopAtGateway, { once: true })
    try {
      const answer = await gateway.request(
        'agent',
        {
          message,
          ...(sessionKey && { sessionKey }),
          ...(agent && { agentId: agent }),
          ...(thinking && { thinking }),
          timeout: Math.ceil(timeoutMs / 1000),
          idempotencyKey: runId,
        },
        { untilFinal: true, timeoutMs: timeoutMs + graceMs },
      )
      return print(context, Outcome.parse(answer))
    } finally {
      context.signal.removeEventListener('abort', stopAtGateway)
    }
  })
}

function print(
  { output }: CliContext,
  { runId, status, summary, result }: z.infer<typeof Outcome>,
): ExitCode {
  const text = (result?.payloads ?? []).flatMap(payload => payload.text ?? []).join('\n\n')
  const ok = status === 'ok'
  output.result({ ok, runId, status, summary, text }, text === '' ? [] : text.split('\n'))
  if (ok) return exitCodes.ok
  // What went wrong may be a sentence with its own end.
  output.note(`The answer ended with ${status}${summary ? `: ${summary.replace(/\.$/, '')}` : ''}.`)
  return exitCodes.refused
}

/** Nobody waits for the answer any more; a gateway that is gone needs no telling. */
async function abortRun(gateway: ToolConnection, sessionKey: string, runId: string): Promise<void> {
  const signal = AbortSignal.timeout(farewellMs)
  await gateway.request('chat.abort', { sessionKey, runId }, { signal }).catch(() => undefined)
}

function usualSession({ gateway }: ToolConnection, agent: string | undefined): string {
  return agent ? `agent:${agent}:main` : gateway.mainSessionKey
}
