// What keeps a computer from being reached, proxies on the way included.
import type { Said } from '../said.ts'
import { row, type Host, type HostPort } from './row.ts'

const checkNetwork = 'Check that this computer is online and the other one is switched on.'

export const networkErrors = {
  /** `name`: what was looked up, where that is not what the host is called here. */
  HOST_NOT_FOUND: row<Host & { name?: string | undefined }>({
    kind: 'network',
    message:
      '{name, select, none {No address was found for {at}.} other {No address was found for {name}, the name that {at} stands for.}}',
    remedy: 'Check the spelling and this computer’s network or VPN.',
    retry: 'later',
  }),
  /** `service`: what was to be reached, when not an SSH server. */
  TCP_REFUSED: row<HostPort & { service?: 'gateway' | undefined }>({
    kind: 'network',
    message: '{at} refused the connection on port {port}.',
    remedy:
      'Check that {service, select, gateway {the gateway} other {the SSH server}} runs there and that the port is right.',
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
  EXAMINATION_TIMEOUT: row<{ timeoutMs: number }>({
    kind: 'network',
    message: 'This was not finished within {timeoutMs, number} ms.',
    remedy:
      'Allow the examination more time; without --timeout each step has its own limit and says what it waited for.',
    retry: 'later',
  }),
  SERVER_THROTTLING: row<Host>({
    kind: 'network',
    message: '{at} keeps closing new connections at once, as servers do that limit failed logins.',
    remedy:
      'Gangway waits five minutes between tries. Check the server’s log for PerSourcePenalties or fail2ban.',
    retry: 'later',
  }),

  PROXY_INVALID: row<{ from: Said }>({
    kind: 'usage',
    message: 'The address of the proxy from {from} cannot be used.',
    remedy: 'Write it as http://host:port, https://host:port or socks5://host:port, its login not in it.',
    retry: 'after-change',
  }),
  PROXY_NEEDS_TLS: row<Host & { proxy: string }>({
    kind: 'usage',
    message: 'The proxy {proxy} would read everything that ws:// sends to {host}.',
    remedy: 'Use wss://, connect over SSH, or switch the proxy off in Settings › Connecting.',
    retry: 'after-change',
  }),
  PROXY_UNREACHABLE: row<{ proxy: string; reason: 'name' | 'refused' | 'silent' | 'route' }>({
    kind: 'network',
    message:
      'The proxy {proxy} cannot be reached: {reason, select, name {no address was found for it} refused {it refused the connection} silent {it did not answer} other {there is no network route to it}}.',
    remedy: 'Check its address in Settings › Connecting, and whether this network needs one at all.',
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
      '{way, select, password {Enter its user name and password in Settings › Connecting.} other {It takes none that Gangway can give (a password only). Ask whoever runs it for another way.}}',
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
    remedy: 'Check the address and the kind (http, https, socks5) in Settings › Connecting.',
    retry: 'after-change',
  }),
} as const
