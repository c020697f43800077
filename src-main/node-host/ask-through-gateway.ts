// Whether a command may run, asked of the people at the gateway.
import { z } from 'zod'
import { isAppError } from '../../src-shared/errors.ts'
import type { ConnectionController } from '../connection/connection-controller.ts'
import type { CommandUse } from './commands/command.ts'

type Question = Parameters<CommandUse['ask']>[0]

const Answer = z.looseObject({ decision: z.enum(['allow-once', 'allow-always', 'deny']).nullable() })

/** Gateways may take a moment longer than the question lasts. */
const graceMs = 2_000

/** Rejects when the connection ends or the call is given up before there is an answer. */
export async function askThroughGateway(
  connection: Pick<ConnectionController, 'request'>,
  nodeId: string,
  callId: string,
  { command, argv, cwd, resolvedPath, agentId, sessionKey }: Question,
  wait: { readonly signal: AbortSignal; readonly timeoutMs: number },
): ReturnType<CommandUse['ask']> {
  try {
    const answer = await connection.request(
      'exec.approval.request',
      {
        // Gateways tie the question to the call that it is about by this.
        id: `node-call:${callId}`,
        command,
        commandArgv: argv,
        cwd,
        host: 'node',
        nodeId,
        resolvedPath,
        ...(agentId === undefined ? {} : { agentId }),
        ...(sessionKey === undefined ? {} : { sessionKey }),
        security: 'allowlist',
        ask: 'on-miss',
        timeoutMs: Math.round(wait.timeoutMs),
      },
      { signal: wait.signal, timeoutMs: wait.timeoutMs + graceMs },
    )
    return Answer.safeParse(answer).data?.decision ?? 'expired'
  } catch (error) {
    // OpenClaw's own gateway asks before it sends a command, and takes no questions from nodes.
    if (isAppError(error, 'GATEWAY_REQUEST_FAILED')) return 'nobody'
    if (isAppError(error, 'REQUEST_TIMEOUT')) return 'expired'
    throw error
  }
}
