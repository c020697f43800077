// What can go wrong with SSH: the protocol, host keys, the login, forwarding.
import type { Said } from '../said.ts'
import { row, type Host, type HostPort } from './row.ts'

export const sshErrors = {
  NOT_AN_SSH_SERVER: row<HostPort>({
    kind: 'protocol',
    message: 'Something other than an SSH server answers at {at}, port {port}.',
    remedy:
      'On a public network, sign in to the network’s own page: Gangway then goes on by itself. Otherwise check the port.',
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

  HOST_KEY_UNCONFIRMED: row<Host & { fingerprint: string }>({
    kind: 'host-key',
    message: 'The key of {at} is not known here, and it was not confirmed ({fingerprint}).',
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
  SSH_KEY_MISSING: row<{ path: string }>({
    kind: 'auth',
    message: 'The key file {path} is not there, and no other key was accepted.',
    remedy: 'Put the file back, or choose another key for this host.',
    retry: 'after-change',
  }),
  SSH_CERTIFICATE_EXPIRED: row<{ path: string; endedAt: string }>({
    kind: 'auth',
    message: 'The certificate {path} ran out on {endedAt}, and the login was refused.',
    remedy: 'Have a new certificate issued, put it in the same place, and connect again.',
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
    remedy:
      'Start the gateway on the host (openclaw gateway, or gangway gateway run). If it listens at another port, change the gateway port.',
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
} as const
