// What gateways answer, and why one cannot be started.
import type { Said } from '../said.ts'
import { row, type Host } from './row.ts'

export const gatewayErrors = {
  NOT_A_GATEWAY: row<{ where: string; what: Said }>({
    kind: 'gateway',
    message: 'Something other than a gateway answers at {where} ({what}). Nothing secret was sent to it.',
    remedy: 'Check the port: another program may be using it.',
    retry: 'after-change',
  }),
  GATEWAY_SILENT: row<{ where: string; timeoutMs: number }>({
    kind: 'gateway',
    message: '{where} accepts connections but did not greet within {timeoutSeconds} s.',
    remedy: 'The gateway may be hung or still starting.',
    retry: 'later',
  }),
  GATEWAY_HUNG: row<Host & { silentMs: number }>({
    kind: 'gateway',
    message: '{at} was reached, but the gateway there has answered nothing for {silentSeconds} s.',
    remedy: 'Gangway goes on trying. If it stays so, restart the gateway on its host.',
    retry: 'later',
  }),
  GATEWAY_STARTING: row<{ retryAfterMs?: number | undefined }>({
    kind: 'gateway',
    message: 'The gateway is still starting.',
    remedy: 'Nothing to do: Gangway tries again in a moment.',
    retry: 'later',
  }),
  GATEWAY_RESTARTING: row<{ reason?: string | undefined }>({
    kind: 'gateway',
    message: 'The gateway is stopping or restarting{reason, select, none {} other { ({reason})}}.',
    remedy: 'Nothing to do: Gangway reconnects when it is back.',
    retry: 'later',
  }),
  GATEWAY_CLOSED: row<{ closeCode: number; reason: string }>({
    kind: 'gateway',
    message: 'The gateway closed the connection ({closeCode}{reason, select, none {} other {, {reason}}}).',
    remedy: 'Nothing to do: Gangway reconnects by itself.',
    retry: 'later',
  }),
  GATEWAY_PROTOCOL_MISMATCH: row<{
    ours: number
    theirs?: number | undefined
    version?: string | undefined
    /** Which of the two is older. */
    toUpdate: 'gangway' | 'gateway'
  }>({
    kind: 'protocol',
    message:
      'The gateway{version, select, none {} other { ({version})}} speaks {theirs, select, none {another version of the protocol} other {protocol {theirs}}}, Gangway speaks {ours}.',
    remedy:
      '{toUpdate, select, gangway {Update Gangway on this computer.} other {Update the gateway on its own host.}}',
    retry: 'after-change',
  }),
  GATEWAY_TOKEN_MISSING: row<{ where: string }>({
    kind: 'auth',
    message: 'The gateway at {where} wants its token or password, and none is stored for it.',
    remedy: 'Enter the value of gateway.auth.token (or password) from the gateway’s own configuration.',
    retry: 'after-change',
  }),
  GATEWAY_TOKEN_MISMATCH: row<{ where: string; used: string }>({
    kind: 'auth',
    message:
      'The gateway at {where} refused the {used, select, token {token} password {password} other {device token}}.',
    remedy: 'Enter the value of gateway.auth.token (or password) from the gateway’s own configuration.',
    retry: 'after-change',
  }),
  GATEWAY_PASSWORD_MISSING: row<{ where: string }>({
    kind: 'auth',
    message: 'The gateway at {where} wants its password, and none is stored for it.',
    remedy: 'Enter the value of gateway.auth.password from the gateway’s own configuration.',
    retry: 'after-change',
  }),
  GATEWAY_PASSWORD_MISMATCH: row<{ where: string; used: string }>({
    kind: 'auth',
    message:
      'The gateway at {where} wants its password, and refused the {used, select, password {one it was shown} other {token it was shown}}.',
    remedy: 'Enter the value of gateway.auth.password from the gateway’s own configuration.',
    retry: 'after-change',
  }),
  GATEWAY_SECRET_UNSET: row<{ where: string; what: 'token' | 'password' }>({
    kind: 'auth',
    message:
      'The gateway at {where} is set to want a {what, select, token {token} other {password}}, and has none itself.',
    remedy:
      '{what, select, token {Give it one on its own host, and restart it.} other {Set gateway.auth.password on its own host, and restart it.}}',
    retry: 'after-change',
  }),
  SETUP_CODE_REFUSED: row<{ where: string }>({
    kind: 'auth',
    message: 'The gateway at {where} does not take this setup code any more.',
    remedy: 'Setup codes are for one device and a short time: make a new one on the gateway’s host.',
    retry: 'after-change',
  }),
  GATEWAY_IDENTITY_REFUSED: row<{ where: string; reason: string }>({
    kind: 'auth',
    message:
      'The gateway at {where} lets people in by who they are, and could not tell who you are ({reason}).',
    remedy:
      'Come through the tailnet or proxy it trusts, or let it take a token as well (gateway.auth.mode).',
    retry: 'after-change',
  }),
  CLIENT_VERSION_REFUSED: row<{ where: string }>({
    kind: 'protocol',
    message: 'The gateway at {where} wants another version of this app.',
    remedy: 'Update Gangway on this computer, or the gateway on its own host, whichever is older.',
    retry: 'after-change',
  }),
  GATEWAY_RATE_LIMITED: row<{ retryAfterMs?: number | undefined }>({
    kind: 'gateway',
    message: 'The gateway refuses logins from here for a while, after too many wrong ones.',
    remedy: 'Gangway waits as long as the gateway asks, then tries again.',
    retry: 'later',
  }),
  DEVICE_REFUSED: row<{ reason: string }>({
    kind: 'auth',
    message: 'The gateway refused this device’s identity ({reason}).',
    remedy: 'Check this computer’s clock. If it is right, remove this device on the gateway and pair again.',
    retry: 'after-change',
  }),
  PAIRING_REQUIRED: row<{ requestId: Said; deviceId: string; command: string; reason: string }>({
    kind: 'auth',
    message: 'The gateway wants to approve this device first (request {requestId}).',
    remedy: 'On the gateway’s host run: {command}. Gangway goes on by itself once it is approved.',
    retry: 'after-change',
  }),
  SCOPE_MISSING: row<{ missing: Said }>({
    kind: 'auth',
    message: 'This device may not do that: it lacks the scope {missing}.',
    remedy: 'Approve the wider scope for this device on the gateway.',
    retry: 'after-change',
  }),
  ORIGIN_NOT_ALLOWED: row<{ where: string }>({
    kind: 'gateway',
    message: 'The gateway at {where} does not accept connections from this page’s origin.',
    remedy: 'Open the page from the gateway itself, or add the origin to gateway.controlUi.allowedOrigins.',
    retry: 'after-change',
  }),
  GATEWAY_REFUSED: row<{ gatewayCode: string; gatewayMessage: string }>({
    kind: 'gateway',
    message: 'The gateway refused the connection: {gatewayMessage} ({gatewayCode}).',
    remedy: 'The gateway’s own log says more.',
    retry: 'after-change',
  }),
  GATEWAY_REQUEST_FAILED: row<{
    method: string
    gatewayCode: string
    gatewayMessage: Said
    /** What is wrong at which place of a configuration: phrases `atPath`. */
    problems?: readonly Said[] | undefined
  }>({
    kind: 'gateway',
    message: 'The gateway answered {method} with: {gatewayMessage} ({gatewayCode}).',
    remedy: 'Change the request, or look into the gateway’s log.',
    retry: 'after-change',
  }),
  GATEWAY_BUSY: row<{ method: string; retryAfterMs?: number | undefined }>({
    kind: 'gateway',
    message: 'The gateway is too busy for {method} at the moment.',
    remedy: 'Try again in a moment.',
    retry: 'later',
  }),
  REQUEST_TIMEOUT: row<{ method: string; timeoutMs: number }>({
    kind: 'gateway',
    message: 'The gateway did not answer {method} within {timeoutSeconds} s.',
    remedy: 'Try again; the Health page shows whether the gateway is overloaded.',
    retry: 'later',
  }),
  NOT_CONNECTED: row<Record<string, never>>({
    kind: 'gateway',
    message: 'There is no connection to a gateway.',
    remedy: 'Connect first.',
    retry: 'later',
  }),
  APP_ENDED: row<Record<string, never>>({
    kind: 'gateway',
    message: 'Gangway, whose connection this command used, ended before there was an answer.',
    remedy:
      'Run the command again: it then makes a connection of its own. What was asked may have been done.',
    retry: 'later',
  }),
  MESSAGE_TOO_LARGE: row<{ bytes: number; maxBytes: number }>({
    kind: 'usage',
    message:
      'This is {bytes, plural, one {# byte} other {# bytes}}; the gateway takes at most {maxBytes, number}.',
    remedy: 'Shorten the message or leave out attachments.',
    retry: 'after-change',
  }),
  TLS_FINGERPRINT_MISMATCH: row<
    Host & {
      expected: string
      presented: string
      /** What speaks for the new one: this computer's own trust, the key of the pinned one, or the pinned one's issuer. */
      verdict?: 'trusted' | 'same-key' | 'same-issuer' | 'unproven' | undefined
      /** Issuer and days of the new one; of the pinned one where it was met, and when that was. */
      newIssuer?: string | undefined
      newDays?: string | undefined
      oldIssuer?: string | undefined
      oldDays?: string | undefined
      oldSeen?: string | undefined
    }
  >({
    kind: 'host-key',
    message: 'The certificate of {host} is not the one that is pinned.',
    remedy:
      'If the certificate was renewed, check the new fingerprint on the host and replace the pin. If not, do not connect.',
    retry: 'after-change',
  }),
  TLS_UNTRUSTED: row<Host & { why: string; presented: string }>({
    kind: 'host-key',
    message: 'This computer does not trust the certificate of {host} ({why}).',
    remedy: 'Compare the fingerprint on the host itself, then pin it (tlsFingerprint).',
    retry: 'after-change',
  }),
} as const
