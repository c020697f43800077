// Asks a gateway for rights that this device does not have yet. On a session of its own: the one that is shown goes on
// until they are granted.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { appError, isAppError, type ErrorReport } from '../../src-shared/errors.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { ConnectionParts } from './connection-parts.ts'
import type { Endpoint } from './endpoint.ts'
import type { HelpOverSsh } from './help-over-ssh.ts'
import { openGateway } from './open-gateway.ts'

export type WiderScopes = {
  readonly target: ConnectionTarget
  /** The road that is open already; it is not closed. */
  readonly endpoint: Endpoint
  readonly credentials: GatewayCredentials | undefined
  /** A secret that was read over SSH for this. */
  readonly help: Pick<HelpOverSsh, 'borrowed' | 'forget'>
  readonly held: readonly string[]
  readonly wanted: string
}

/**
 * Settles with undefined when the right was granted, and the token for it is kept; with PAIRING_REQUIRED, whose request
 * somebody has to approve (asking again keeps it); or with SCOPE_MISSING where the device's own token may not ask for more
 * (OpenClaw refuses it with AUTH_SCOPE_MISMATCH and files nothing). Rejects as `openGateway`.
 */
export async function askForScope(
  { target, endpoint, credentials, help, held, wanted }: WiderScopes,
  parts: ConnectionParts,
  signal: AbortSignal,
): Promise<ErrorReport | undefined> {
  try {
    const session = await openGateway(
      {
        target,
        endpoint,
        credentials,
        attended: false,
        borrowed: help.borrowed(),
        tokenKept: help.forget,
        scopes: [...new Set([...held, wanted])],
        report: () => undefined,
        watchers: { event: () => undefined, gap: () => undefined },
        signal,
      },
      parts,
    )
    // Closing waits for the token to be kept.
    await session.close()
    const { scopes } = session.info
    if (!scopes.includes(wanted) && !scopes.includes('operator.admin'))
      throw appError('SCOPE_MISSING', { missing: wanted })
    return undefined
  } catch (error) {
    if (isAppError(error, 'PAIRING_REQUIRED') || isAppError(error, 'SCOPE_MISSING')) return error.report
    throw error
  }
}
