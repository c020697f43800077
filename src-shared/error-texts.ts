// The table of errors. A row: who it concerns (`kind`), one sentence, one remedy, and what makes a retry worthwhile. Both
// are ICU messages, made from the row's details and what `error-words.ts` adds: `{at}` is the host, and the jump host
// before it; `{xSeconds}` is a detail `xMs`. Their translations are in `i18n/<language>/errors.ts`.
import type { ErrorDetails, ErrorText } from './errors.ts'
import type { Said } from './said.ts'

function row<D extends ErrorDetails>(text: ErrorText<D>): ErrorText<D> {
  return text
}

type Host = { host: string; via?: string | undefined }
type HostPort = Host & { port: number }

const checkNetwork = 'Check that this computer is online and the other one is switched on.'

export const errorTexts = {
  // ── network ────────────────────────────────────────────────────────────────────────────────────────────────────
  HOST_NOT_FOUND: row<Host>({
    kind: 'network',
    message: 'No address was found for {at}.',
    remedy: 'Check the spelling and this computer’s network or VPN.',
    retry: 'later',
  }),
  TCP_REFUSED: row<HostPort>({
    kind: 'network',
    message: '{at} refused the connection on port {port}.',
    remedy: 'Check that the SSH server (or gateway) runs there and that the port is right.',
    retry: 'later',
  }),
  TCP_TIMEOUT: row<HostPort>({
    kind: 'network',
    message: '{at} did not answer on port {port}.',
    remedy: checkNetwork,
    retry: 'later',
  }),
  HOST_UNREACHABLE: row<HostPort>({
    kind: 'network',
    message: 'There is no network route to {at}, port {port}.',
    remedy: checkNetwork,
    retry: 'later',
  }),
  CONNECTION_LOST: row<Host>({
    kind: 'network',
    message: 'The connection to {at} was lost.',
    remedy: 'Nothing to do: Gangway reconnects by itself.',
    retry: 'later',
  }),
  SERVER_SILENT: row<Host & { silentMs: number }>({
    kind: 'network',
    message: '{at} has sent nothing for {silentSeconds} s.',
    remedy: 'Nothing to do: Gangway reconnects by itself.',
    retry: 'later',
  }),
  SSH_CLOSED_EARLY: row<HostPort>({
    kind: 'network',
    message: '{at} closed the connection before it said it is an SSH server.',
    remedy: 'The server may be limiting new connections. Gangway tries again, more slowly.',
    retry: 'later',
  }),
  SSH_HANDSHAKE_TIMEOUT: row<Host & { timeoutMs: number }>({
    kind: 'network',
    message: '{at} did not finish the SSH handshake within {timeoutSeconds} s.',
    remedy: checkNetwork,
    retry: 'later',
  }),
  SERVER_THROTTLING: row<Host>({
    kind: 'network',
    message: '{at} keeps closing new connections at once, as servers do that limit failed logins.',
    remedy:
      'Gangway waits five minutes between tries. Check the server’s log for PerSourcePenalties or fail2ban.',
    retry: 'later',
  }),

  // ── SSH protocol ───────────────────────────────────────────────────────────────────────────────────────────────
  NOT_AN_SSH_SERVER: row<HostPort>({
    kind: 'protocol',
    message: 'Something other than an SSH server answers at {at}, port {port}.',
    remedy: 'Check the port. On a public network, sign in to the network’s own page first.',
    retry: 'after-change',
  }),
  SSH_NO_COMMON_ALGORITHM: row<Host & { what: Said }>({
    kind: 'protocol',
    message: '{at} and Gangway’s built-in SSH share no {what} algorithm.',
    remedy: 'Switch this host to the system’s own ssh in Settings › Hosts.',
    retry: 'after-change',
  }),
  SSH_PROTOCOL_ERROR: row<Host>({
    kind: 'protocol',
    message: 'The SSH conversation with {at} broke off because of data that makes no sense.',
    remedy:
      'Try again. If it happens each time, switch this host to the system’s own ssh in Settings › Hosts.',
    retry: 'later',
  }),
  SYSTEM_SSH_MISSING: row<Record<string, never>>({
    kind: 'local',
    message: 'This host uses the system’s own ssh, and there is no ssh program on this computer.',
    remedy: 'Install OpenSSH, or switch this host to the built-in SSH in Settings › Hosts.',
    retry: 'after-change',
  }),
  SYSTEM_SSH_FAILED: row<Host & { said: Said }>({
    kind: 'network',
    message: 'The system’s ssh could not reach {at}: {said}',
    remedy: 'Run the same ssh command in a terminal to see more.',
    retry: 'later',
  }),

  // ── host keys ──────────────────────────────────────────────────────────────────────────────────────────────────
  HOST_KEY_UNCONFIRMED: row<Host & { fingerprint: string }>({
    kind: 'host-key',
    message: 'The key of {at} is not known here, and it was not confirmed.',
    remedy: 'Compare the fingerprint with the one on the host itself, then connect again and confirm it.',
    retry: 'after-change',
  }),
  HOST_KEY_UNKNOWN: row<Host & { fingerprint: string; keyType: string }>({
    kind: 'host-key',
    message: 'The key of {at} is not known here ({keyType} {fingerprint}).',
    remedy: 'Connect from the app or a terminal, where you can compare the fingerprint and confirm it.',
    retry: 'after-change',
  }),
  HOST_KEY_CHANGED: row<
    Host & {
      expected: string
      presented: string
      keyType: string
      where: string
      /** The presented public key, base64, so that a person who has checked it can put it in the known one's place. */
      key?: string | undefined
    }
  >({
    kind: 'host-key',
    message: '{at} presented a different {keyType} key than the one that is known.',
    remedy:
      'If the machine was reinstalled, check its new fingerprint on the host itself and replace the known key ({where}). If not, do not connect: someone may be in between.',
    retry: 'after-change',
  }),
  HOST_KEY_REVOKED: row<Host & { fingerprint: string; where: string }>({
    kind: 'host-key',
    message: 'The key of {at} is marked as revoked ({where}).',
    remedy: 'Do not connect. Ask whoever looks after the host for its new key.',
    retry: 'after-change',
  }),
  HOST_KEY_CHECK_FAILED: row<Host & { path: string }>({
    kind: 'host-key',
    message: 'The list of revoked keys {path} cannot be read, so no key of {at} can be trusted.',
    remedy: 'Make the file readable, or remove RevokedHostKeys from the SSH configuration.',
    retry: 'after-change',
  }),
  HOST_KEY_CERTIFICATE_ONLY: row<Host>({
    kind: 'host-key',
    message: '{at} is known only through a certificate authority, which the built-in SSH cannot check.',
    remedy: 'Switch this host to the system’s own ssh in Settings › Hosts.',
    retry: 'after-change',
  }),

  // ── SSH login ──────────────────────────────────────────────────────────────────────────────────────────────────
  SSH_LOGIN_REFUSED: row<Host & { user: string; tried: readonly Said[]; offered: readonly string[] }>({
    kind: 'auth',
    message:
      '{at} refused the login of {user}. Tried: {tried, select, none {nothing} other {{tried}}}. The server accepts: {offered, select, none {nothing it named} other {{offered}}}.',
    remedy: 'Check the user name, and that the key is in the host’s authorized_keys or in the SSH agent.',
    retry: 'after-change',
  }),
  SSH_TOO_MANY_ATTEMPTS: row<Host & { user: string; attempts: number }>({
    kind: 'auth',
    message: '{at} stopped the login of {user} after {attempts} keys or passwords.',
    remedy: 'Set IdentityFile and IdentitiesOnly for this host, so that only the right key is offered.',
    retry: 'after-change',
  }),
  SSH_AGENT_UNAVAILABLE: row<Host & { agent: Said }>({
    kind: 'auth',
    message: 'The SSH agent at {agent} does not answer.',
    remedy: 'Start or unlock the agent, or choose a key file for this host.',
    retry: 'after-change',
  }),
  SSH_KEY_UNREADABLE: row<{ path: string; why: Said }>({
    kind: 'auth',
    message: 'The key file {path} cannot be read: {why}.',
    remedy: 'Check the path and the file’s permissions (chmod 600).',
    retry: 'after-change',
  }),
  SSH_KEY_UNSUPPORTED: row<{ path: string; what: Said }>({
    kind: 'auth',
    message: 'The built-in SSH cannot use the key {path}: {what}.',
    remedy: 'Load it into the SSH agent, or switch this host to the system’s own ssh in Settings › Hosts.',
    retry: 'after-change',
  }),
  SSH_PASSPHRASE_WRONG: row<{ path: string }>({
    kind: 'auth',
    message: 'The passphrase does not open the key {path}.',
    remedy: 'Connect again and enter the passphrase, or load the key into the SSH agent.',
    retry: 'after-change',
  }),
  SSH_LOGIN_NEEDS_YOU: row<Host & { what: Said }>({
    kind: 'auth',
    message: '{at} asks for {what}, and nobody was there to answer.',
    remedy: 'Connect again and answer the question.',
    retry: 'after-change',
  }),
  SSH_LOGIN_CANCELLED: row<Host>({
    kind: 'auth',
    message: 'The login at {at} was cancelled.',
    remedy: 'Connect again when you are ready to answer.',
    retry: 'after-change',
  }),

  // ── forwarding ─────────────────────────────────────────────────────────────────────────────────────────────────
  FORWARDING_FORBIDDEN: row<Host & { to: string }>({
    kind: 'forward',
    message: '{at} does not allow forwarding to {to}.',
    remedy: 'Allow it on the host: AllowTcpForwarding yes, and PermitOpen if it is set, in sshd_config.',
    retry: 'after-change',
  }),
  GATEWAY_NOT_RUNNING: row<{ port: number }>({
    kind: 'gateway',
    message: 'No gateway runs on this computer (port {port}).',
    remedy: 'Start one (gangway gateway run, or "This computer" in the app), or name another one.',
    retry: 'later',
  }),
  GATEWAY_NOT_LISTENING: row<Host & { to: string }>({
    kind: 'forward',
    message: '{at} was reached, but no gateway answers there at {to}.',
    remedy: 'Start the gateway on the host (openclaw gateway, or gangway gateway run).',
    retry: 'later',
  }),
  CHANNEL_REFUSED: row<Host & { reason: Said }>({
    kind: 'forward',
    message: '{at} would not open another channel: {reason}.',
    remedy: 'The host may be short of resources, or MaxSessions is low. Gangway tries again.',
    retry: 'later',
  }),
  CHANNEL_TIMEOUT: row<Host & { timeoutMs: number }>({
    kind: 'forward',
    message: '{at} did not open a channel within {timeoutSeconds} s.',
    remedy: 'Nothing to do: Gangway reconnects by itself.',
    retry: 'later',
  }),

  OVER_SSH_FAILED: row<{ host: string; what: 'read' | 'approve'; why: Said }>({
    kind: 'auth',
    message:
      '{what, select, read {No token or password could be read on {host}} other {The request could not be approved on {host}}}: {why}.',
    remedy:
      '{what, select, read {Look it up on the host itself and type it in here.} other {Run the command on the host yourself.}}',
    retry: 'after-change',
  }),

  // ── targets and ssh_config ─────────────────────────────────────────────────────────────────────────────────────
  TARGET_INVALID: row<{ why: Said }>({
    kind: 'usage',
    message: 'This is not a host Gangway can connect to: {why}.',
    remedy: 'Use an alias from ~/.ssh/config, user@host, user@host:port, [v6]:port or ssh://user@host:port.',
    retry: 'never',
  }),
  URL_INVALID: row<{ why: Said }>({
    kind: 'usage',
    message: 'This is not a gateway address: {why}.',
    remedy: 'Use ws://host:port or wss://host:port, without a user name, password or token in it.',
    retry: 'never',
  }),
  PLAINTEXT_REFUSED: row<Host>({
    kind: 'usage',
    message: '{host} is not on this computer or a private network, so ws:// would send everything in clear.',
    remedy: 'Use wss://, a tailnet address, or connect over SSH.',
    retry: 'never',
  }),
  SSH_CONFIG_UNSUPPORTED: row<Host & { what: Said }>({
    kind: 'usage',
    message: 'The SSH configuration of {at} uses {what}, which the built-in SSH does not do.',
    remedy: 'Switch this host to the system’s own ssh in Settings › Hosts.',
    retry: 'after-change',
  }),
  SSH_CONFIG_REFUSED: row<Host & { what: string }>({
    kind: 'usage',
    message: 'The SSH configuration forbids connecting to {at}: {what}',
    remedy: 'Change ~/.ssh/config if this is not what you want.',
    retry: 'after-change',
  }),
  SSH_CONFIG_BROKEN: row<{ path: string; line: number; why: Said }>({
    kind: 'usage',
    // Line 0: the file as a whole.
    message: 'The SSH configuration {path} cannot be used{line, select, 0 {} other { (line {line})}}: {why}.',
    remedy: 'Mend it; `ssh -G host` prints the same complaint.',
    retry: 'after-change',
  }),
  TOO_MANY_JUMPS: row<Host & { max: number }>({
    kind: 'usage',
    message: 'The way to {host} has more than {max} jump hosts.',
    remedy: 'Check ProxyJump in ~/.ssh/config: it may name itself.',
    retry: 'after-change',
  }),

  // ── the gateway ────────────────────────────────────────────────────────────────────────────────────────────────
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
      /** Whether this computer's own trust, or the key it has in common with the pinned one, speaks for the new one. */
      verdict?: 'trusted' | 'same-key' | 'unproven' | undefined
      /** Issuer and days of the new one; of the pinned one where it was seen by this run. */
      newIssuer?: string | undefined
      newDays?: string | undefined
      oldIssuer?: string | undefined
      oldDays?: string | undefined
    }
  >({
    kind: 'host-key',
    message: 'The certificate of {host} is {presented}, and {expected} is pinned.',
    remedy:
      'If the certificate was renewed, check the new fingerprint on the host and replace the pin. If not, do not connect.',
    retry: 'after-change',
  }),
  TLS_UNTRUSTED: row<Host & { why: string; presented: string }>({
    kind: 'host-key',
    message:
      'This computer does not trust the certificate of {host} ({why}). Its fingerprint is {presented}.',
    remedy: 'Compare the fingerprint on the host itself, then pin it (tlsFingerprint).',
    retry: 'after-change',
  }),

  // ── a proxy on the way ─────────────────────────────────────────────────────────────────────────────────────────
  PROXY_INVALID: row<{ from: Said }>({
    kind: 'usage',
    message: 'The address of the proxy from {from} cannot be used.',
    remedy: 'Write it as http://host:port, https://host:port or socks5://host:port, its login not in it.',
    retry: 'after-change',
  }),
  PROXY_NEEDS_TLS: row<Host & { proxy: string }>({
    kind: 'usage',
    message: 'The proxy {proxy} would read everything that ws:// sends to {host}.',
    remedy: 'Use wss://, connect over SSH, or switch the proxy off in Settings › Connection.',
    retry: 'after-change',
  }),
  PROXY_UNREACHABLE: row<{ proxy: string; reason: 'name' | 'refused' | 'silent' | 'route' }>({
    kind: 'network',
    message:
      'The proxy {proxy} cannot be reached: {reason, select, name {no address was found for it} refused {it refused the connection} silent {it did not answer} other {there is no network route to it}}.',
    remedy: 'Check its address in Settings › Connection, and whether this network needs one at all.',
    retry: 'later',
  }),
  PROXY_UNTRUSTED: row<{ proxy: string }>({
    kind: 'host-key',
    message: 'This computer does not trust the certificate of the proxy {proxy}.',
    remedy: 'Ask whoever runs the proxy for its certificate authority, or use its http:// address.',
    retry: 'after-change',
  }),
  PROXY_LOGIN_REQUIRED: row<{ proxy: string; given: 'none' | 'refused'; way: 'password' | 'other' }>({
    kind: 'auth',
    message:
      '{given, select, refused {The proxy {proxy} refused the login that is kept for it.} other {The proxy {proxy} wants a login.}}',
    remedy:
      '{way, select, password {Enter its user name and password in Settings › Connection.} other {It takes none that Gangway can give (a password only). Ask whoever runs it for another way.}}',
    retry: 'after-change',
  }),
  PROXY_REFUSED: row<{ proxy: string; to: string; said: string }>({
    kind: 'network',
    message: 'The proxy {proxy} does not lead to {to} ({said}).',
    remedy: 'Ask whoever runs the proxy to allow it, or connect over SSH.',
    retry: 'after-change',
  }),
  PROXY_TARGET_UNREACHABLE: row<{ proxy: string; to: string; said: string }>({
    kind: 'network',
    message: 'The proxy {proxy} could not reach {to} ({said}).',
    remedy: 'Check the gateway’s address, and that its computer is switched on.',
    retry: 'later',
  }),
  PROXY_ANSWER_INVALID: row<{ proxy: string }>({
    kind: 'protocol',
    message: 'What answers at {proxy} is no proxy of that kind.',
    remedy: 'Check the address and the kind (http, https, socks5) in Settings › Connection.',
    retry: 'after-change',
  }),

  // ── this computer ──────────────────────────────────────────────────────────────────────────────────────────────
  PORT_IN_USE: row<{ port: number; owner?: string | undefined; free?: number | undefined }>({
    kind: 'local',
    message: 'Port {port} on this computer is taken{owner, select, none {} other { by {owner}}}.',
    remedy:
      '{free, select, none {End that program, or choose another port.} other {End that program, or use port {free}.}}',
    retry: 'after-change',
  }),
  BIND_REFUSED: row<{ bind: string }>({
    kind: 'usage',
    message:
      'The gateway does not start on "{bind}" without a token or password: anyone on that network could use it.',
    remedy: 'Set gateway.auth.token or gateway.auth.password, or bind to loopback.',
    retry: 'after-change',
  }),
  TAILSCALE_MISSING: row<Record<string, never>>({
    kind: 'local',
    message: 'Tailscale’s command-line program was not found on this computer.',
    remedy: 'Install Tailscale, or put its program (tailscale) on the PATH.',
    retry: 'after-change',
  }),
  TAILSCALE_DOWN: row<{ state: string }>({
    kind: 'local',
    message: 'Tailscale is not connected on this computer ({state}).',
    remedy:
      'Connect it (tailscale up), or change gateway.bind and gateway.tailscale so that it is not needed.',
    retry: 'later',
  }),
  TAILSCALE_TIMEOUT: row<{ command: string; timeoutMs: number }>({
    kind: 'local',
    message: 'Tailscale did not answer within {timeoutSeconds} s ({command}).',
    remedy: 'Run the same command in a terminal: it may be waiting for something only you can do.',
    retry: 'later',
  }),
  TAILSCALE_FAILED: row<{ command: string; said: string }>({
    kind: 'local',
    message: 'Tailscale did not do what it was asked to ({command}): {said}',
    remedy:
      'Run the same command in a terminal. On Linux it may need permission first (sudo tailscale set --operator=$USER).',
    retry: 'after-change',
  }),
  TAILSCALE_SERVE_TAKEN: row<{ httpsPort: number; target: string }>({
    kind: 'local',
    message: 'Tailscale Serve already uses port {httpsPort} of this computer for {target}.',
    remedy: 'Free it (tailscale serve --https={httpsPort} off), or set gateway.tailscale.mode to "off".',
    retry: 'after-change',
  }),
  FUNNEL_REFUSED: row<Record<string, never>>({
    kind: 'usage',
    message: 'Gangway does not open a gateway to the whole internet, which Tailscale Funnel would do.',
    remedy: 'Use gateway.tailscale.mode "serve" for your own tailnet, or reach the gateway over SSH.',
    retry: 'after-change',
  }),
  VAULT_UNAVAILABLE: row<{ why: Said }>({
    kind: 'local',
    message: 'The keychain of this computer cannot be used: {why}.',
    remedy:
      'Unlock it, or allow a private file for secrets in Settings › Credentials. Until then they are kept in memory only.',
    retry: 'after-change',
  }),
  SETTINGS_BROKEN: row<{ path: string; why: Said }>({
    kind: 'local',
    message: 'The settings file {path} cannot be used: {why}.',
    remedy: 'Mend the file or move it away; Gangway has not changed it.',
    retry: 'after-change',
  }),
  IMPORT_UNUSABLE: row<{ path: string; why: Said }>({
    kind: 'usage',
    message: 'The file {path} cannot be taken over: {why}.',
    remedy: 'Choose another file, or enter the gateway by hand. The file was not changed.',
    retry: 'never',
  }),
  STATE_DIR_IN_USE: row<{ path: string; owner: string }>({
    kind: 'local',
    message: 'Another Gangway ({owner}) is using {path}.',
    remedy: 'End it first, or choose another --state-dir or --profile.',
    retry: 'after-change',
  }),
  OUTBOX_FULL: row<{ path: string }>({
    kind: 'local',
    message: 'The message could not be kept: there is no room left for {path}.',
    remedy: 'Free some disk space and send it again; its text is still where you wrote it.',
    retry: 'after-change',
  }),
  STORE_FAILED: row<{ path: string; why: string }>({
    kind: 'local',
    message: 'Gangway could not write {path}: {why}.',
    remedy: 'Free some disk space and check the permissions; nothing was lost.',
    retry: 'after-change',
  }),

  SERVICE_FAILED: row<{ command: string; why: string }>({
    kind: 'local',
    message: 'The service could not be set up: {command}: {why}.',
    remedy: 'Run that command yourself to see more, or start the gateway yourself (gangway gateway run).',
    retry: 'after-change',
  }),

  // ── models ─────────────────────────────────────────────────────────────────────────────────────────────────────
  MODEL_UNREACHABLE: row<{ model: string; where: string }>({
    kind: 'gateway',
    message: 'The model {model} could not be reached at {where}.',
    remedy: 'Check that its server is running, and models.providers.<id>.baseUrl.',
    retry: 'later',
  }),
  MODEL_UNKNOWN: row<{ model: string }>({
    kind: 'gateway',
    message: 'There is no model called {model}.',
    remedy: 'Choose one of those that /model lists, or correct agents.defaults.model.primary.',
    retry: 'after-change',
  }),
  MODEL_KEY_MISSING: row<{ provider: string; where: string }>({
    kind: 'gateway',
    message: 'The key of the model provider {provider} is to come from {where}, which is not there.',
    remedy: 'Set it for the gateway’s process, or correct models.providers.<id>.apiKey.',
    retry: 'after-change',
  }),
  MODEL_KEY_REFUSED: row<{ model: string; status: number }>({
    kind: 'gateway',
    message: 'The provider of {model} refused the key (HTTP {status}).',
    remedy: 'Correct models.providers.<id>.apiKey.',
    retry: 'after-change',
  }),
  MODEL_BUSY: row<{ model: string }>({
    kind: 'gateway',
    message: 'The provider of {model} asks to slow down (HTTP 429).',
    remedy: 'Wait a moment and send it again.',
    retry: 'later',
  }),
  MODEL_TIMEOUT: row<{ timeoutMs: number }>({
    kind: 'gateway',
    message: 'The answer was not ready within {timeoutSeconds} s.',
    remedy: 'Send it again, or raise agents.defaults.timeoutSeconds.',
    retry: 'later',
  }),
  MODEL_API_UNSUPPORTED: row<{ model: string; api: string }>({
    kind: 'gateway',
    message: '{model} is set to the API "{api}", which this gateway does not speak.',
    remedy: 'Use the provider’s OpenAI-compatible address with api: "openai-completions".',
    retry: 'after-change',
  }),
  MODEL_FAILED: row<{ model: string; why: string; status?: number | undefined }>({
    kind: 'gateway',
    message: 'The model {model} could not answer{why, select, none {} other {: {why}}}.',
    remedy: 'Try again; if it stays, the model server’s own log says more.',
    retry: 'later',
  }),
  MODEL_CONTEXT_FULL: row<{ model: string; why: string; status?: number | undefined }>({
    kind: 'gateway',
    message: 'This conversation is longer than {model} can read.',
    remedy: 'Send /compact, or set contextWindow of the model to what its server allows.',
    retry: 'after-change',
  }),
  MODEL_NONE: row<Record<string, never>>({
    kind: 'gateway',
    message: 'No model is configured.',
    remedy: 'Send /model to see how to add one.',
    retry: 'after-change',
  }),
  RUN_INTERRUPTED: row<{ times: number }>({
    kind: 'gateway',
    message: 'The gateway ended {times} times while answering this, so it has given up.',
    remedy: 'Send the message again.',
    retry: 'after-change',
  }),

  // ── channels ───────────────────────────────────────────────────────────────────────────────────────────────────
  CHANNEL_NOT_READY: row<{ channel: string }>({
    kind: 'gateway',
    message: '{channel} is switched off on this gateway, or has not been started yet.',
    remedy: 'See gangway channels status.',
    retry: 'after-change',
  }),
  TELEGRAM_TOKEN_MISSING: row<{ where: string }>({
    kind: 'gateway',
    message: 'There is no token for the Telegram bot ({where}).',
    remedy: 'Run gangway channels add telegram with the token that @BotFather gave you.',
    retry: 'after-change',
  }),
  TELEGRAM_TOKEN_REFUSED: row<Record<string, never>>({
    kind: 'gateway',
    message: 'Telegram does not accept the token of this bot (HTTP 401).',
    remedy: 'Ask @BotFather for the current one (/token) and run gangway channels add telegram again.',
    retry: 'after-change',
  }),
  TELEGRAM_POLLED_TWICE: row<Record<string, never>>({
    kind: 'gateway',
    message: 'Another program is fetching the messages of this Telegram bot (HTTP 409).',
    remedy:
      'Stop the other one, or make a bot of its own for this gateway with @BotFather. Gangway goes on trying.',
    retry: 'later',
  }),
  TELEGRAM_UNREACHABLE: row<{ where: string; why: string }>({
    kind: 'gateway',
    message: 'Telegram was not reached at {where} ({why}).',
    remedy: 'Check the network of the gateway’s computer. Gangway goes on trying.',
    retry: 'later',
  }),
  TELEGRAM_BUSY: row<{ retryMs: number }>({
    kind: 'gateway',
    message: 'Telegram asks to wait for {retrySeconds} s (HTTP 429).',
    remedy: 'Wait that long and send it again.',
    retry: 'later',
  }),
  TELEGRAM_REFUSED: row<{ status: number; why: string }>({
    kind: 'gateway',
    message: 'Telegram refused this (HTTP {status}): {why}.',
    remedy: 'Check whom it was for: a person has to write to the bot before it may write to them.',
    retry: 'after-change',
  }),
  TELEGRAM_UNCERTAIN: row<Record<string, never>>({
    kind: 'gateway',
    message: 'The connection to Telegram broke while the message was sent; it may or may not have arrived.',
    remedy: 'Look in Telegram before you send it again.',
    retry: 'after-change',
  }),

  // ── usage and the rest ─────────────────────────────────────────────────────────────────────────────────────────
  CREDENTIALS_REQUIRED: row<{ how: '--url' | 'OPENCLAW_GATEWAY_URL' }>({
    kind: 'usage',
    message:
      'A gateway address given with {how} uses no stored or configured credentials, and none were given.',
    remedy:
      '{how, select, OPENCLAW_GATEWAY_URL {Set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD beside it; or unset it.} other {Add --token-file FILE, --password-file FILE, --token or --password; or leave out --url.}}',
    retry: 'never',
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
  // ── voice ──────────────────────────────────────────────────────────────────────────────────────────────────────
  VOICE_MODEL_NOT_CHOSEN: row<Record<string, never>>({
    kind: 'local',
    message: 'There is no model for recognising speech yet.',
    remedy: 'Download one in Settings › Voice, or choose the folder of one you have.',
    retry: 'after-change',
  }),
  VOICE_MODEL_INCOMPLETE: row<{ path: string; why: Said }>({
    kind: 'local',
    message: 'The folder {path} holds no speech model: {why}.',
    remedy: 'Choose a folder with a streaming sherpa-onnx model: encoder, decoder, joiner and tokens.txt.',
    retry: 'after-change',
  }),
  VOICE_MODEL_BROKEN: row<{ path: string }>({
    kind: 'local',
    message: 'The speech model in {path} cannot be used: it is damaged, or of another kind.',
    remedy: 'Download it again, or choose another one, in Settings › Voice.',
    retry: 'after-change',
  }),
  VOICE_ENGINE_MISSING: row<{ platform: string }>({
    kind: 'local',
    message: 'This Gangway comes without speech recognition for {platform}.',
    remedy: 'Use a Gangway made for this computer, or install its optional package sherpa-onnx-node.',
    retry: 'never',
  }),
  VOICE_ENGINE_ENDED: row<Record<string, never>>({
    kind: 'local',
    message: 'Speech recognition ended unexpectedly; nothing else is affected.',
    remedy: 'Start it again in Settings › Voice. If it happens again, try another model.',
    retry: 'later',
  }),
  VOICE_DOWNLOAD_FAILED: row<{ address: string; why: Said }>({
    kind: 'network',
    message: 'Downloading {address} failed: {why}.',
    remedy: 'Check this computer’s network and try again. Nothing half-finished is kept.',
    retry: 'later',
  }),
  VOICE_DOWNLOAD_DIFFERS: row<{ name: string }>({
    kind: 'local',
    message: 'The file {name} is not the one that was announced, so it was thrown away.',
    remedy: 'Try again. If it stays so, something between here and there changes files; do not use them.',
    retry: 'later',
  }),
  MICROPHONE_UNAVAILABLE: row<{ why: 'refused' | 'missing' | 'busy' | 'unsupported' }>({
    kind: 'local',
    message:
      '{why, select, refused {The microphone may not be used.} missing {No microphone was found.} busy {The microphone could not be opened; another program may be using it.} other {This browser cannot record from a microphone here.}}',
    remedy:
      '{why, select, refused {Allow the microphone for Gangway in the system’s (or the browser’s) privacy settings, then try again.} missing {Connect one and try again.} busy {Close the other program and try again.} other {Use a current Chrome, Edge, Firefox or Safari, or the Gangway app.}}',
    retry: 'after-change',
  }),
  INTERNAL: row<{ name: string }>({
    kind: 'local',
    message: 'Something in Gangway went wrong ({name}).',
    remedy: 'Copy the diagnostics and report it; the log holds the details.',
    retry: 'later',
  }),
} as const
