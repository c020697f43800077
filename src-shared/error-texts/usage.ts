// How Gangway is used, and what belongs nowhere else.
import type { Said } from '../said.ts'
import { row } from './row.ts'

export const usageErrors = {
  CREDENTIALS_REQUIRED: row<{ how: '--url' | 'OPENCLAW_GATEWAY_URL' }>({
    kind: 'usage',
    message:
      'A gateway address given with {how} uses no stored or configured credentials, and none were given.',
    remedy:
      '{how, select, OPENCLAW_GATEWAY_URL {Set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD beside it; or unset it.} other {Add --token-file FILE, --password-file FILE, --token or --password; or leave out --url.}}',
    retry: 'never',
  }),
  /** A gateway behind SSH. `port`: one that would do. */
  PAGE_NEEDS_LOCAL_PORT: row<{ host: string; port: number }>({
    kind: 'usage',
    message: 'The page of the gateway on {host} is reached over SSH, and no local port is kept for it.',
    remedy: 'Keep one (gangway connect {host} --local-port {port}).',
    retry: 'after-change',
  }),
  INVALID_INPUT: row<{ what: Said; why: Said }>({
    kind: 'usage',
    message: '{what} is not valid: {why}.',
    remedy: 'Correct it and try again; nothing was changed.',
    retry: 'never',
  }),
  ASKED_TOO_OFTEN: row<{ perSecond: number }>({
    kind: 'usage',
    message: 'This window asks more than {perSecond} questions a second.',
    remedy: 'Wait a moment; if it happens again, reload the window and report it.',
    retry: 'later',
  }),
  BROWSER_UNFIT: row<{ lacks: 'https' | 'Ed25519' }>({
    kind: 'local',
    message:
      '{lacks, select, https {This page was not loaded over https or from this computer, so the browser cannot prove which device it is.} other {This browser cannot sign with Ed25519, so it cannot prove which device it is.}}',
    remedy:
      '{lacks, select, https {Open it through an SSH forward, Tailscale Serve or https.} other {Use a current Chrome, Edge, Firefox or Safari, or the Gangway app.}}',
    retry: 'never',
  }),
  PAGE_SIGNED_OUT: row<Record<string, never>>({
    kind: 'usage',
    message: 'This page is no longer signed in to Gangway on this computer.',
    remedy: 'Open the address that Gangway prints when it starts.',
    retry: 'never',
  }),
  CANCELLED: row<Record<string, never>>({
    kind: 'usage',
    message: 'This was cancelled.',
    remedy: 'Nothing to do.',
    retry: 'never',
  }),
  UPDATE_NOT_SIGNED: row<{ name: string }>({
    kind: 'local',
    message: 'The update was left alone: {name} is not signed by the makers of this app.',
    remedy: 'Try again later; if it stays so, download Gangway anew from where you got it and report this.',
    retry: 'later',
  }),
  INTERNAL: row<{ name: string }>({
    kind: 'local',
    message: 'Something in Gangway went wrong ({name}).',
    remedy: 'Copy the diagnostics and report it; the log holds the details.',
    retry: 'later',
  }),
} as const
