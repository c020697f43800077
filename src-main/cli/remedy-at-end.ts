// What is to be done about a failure that has ended a command. The app stays and tries again by itself; a command does not.
import { errorReport, type DetailsOf, type ErrorCode, type ErrorReport } from '../../src-shared/errors.ts'

const again = 'Run the command again in a moment.'

/** For the codes whose own remedy promises that something goes on, or speaks of a field to fill in. */
const remedies: Partial<Record<ErrorCode, string>> = {
  CHANNEL_REFUSED: `The host may be short of resources, or MaxSessions is low. ${again}`,
  CHANNEL_TIMEOUT: again,
  CONNECTION_LOST: again,
  GATEWAY_CLOSED: again,
  GATEWAY_HUNG: `${again} If it stays so, restart the gateway on its host.`,
  GATEWAY_PASSWORD_MISSING:
    'Give the value of gateway.auth.password from the gateway’s own configuration: --password-file FILE.',
  GATEWAY_RATE_LIMITED: 'Run the command again once the gateway no longer asks to wait.',
  GATEWAY_RESTARTING: again,
  GATEWAY_STARTING: again,
  GATEWAY_TOKEN_MISSING:
    'Give the value of gateway.auth.token (or password) from the gateway’s own configuration: --token-file FILE, or --password-file FILE.',
  NOT_AN_SSH_SERVER:
    'On a public network, sign in to the network’s own page and run the command again. Otherwise check the port.',
  SERVER_SILENT: again,
  SSH_CLOSED_EARLY: `The server may be limiting new connections. ${again}`,
}

/** A remedy that a command has written itself is left as it is. */
export function remedyAtEnd({ code, details, remedy }: ErrorReport): string {
  if (remedy !== errorReport(code, details as DetailsOf<typeof code>).remedy) return remedy
  if (code !== 'PAIRING_REQUIRED' || typeof details['command'] !== 'string') return remedies[code] ?? remedy
  const theirs = details['command']
  const ours = theirs.replace(/^openclaw /, 'gangway ')
  const orOurs = ours === theirs ? '' : ` (where Gangway itself is the gateway: ${ours})`
  return `On the gateway’s host run: ${theirs}${orOurs}. Then run this command again.`
}
