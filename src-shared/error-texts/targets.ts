// Targets that cannot be used as they are written, and ssh_config.
import type { Said } from '../said.ts'
import { row, type Host } from './row.ts'

export const targetErrors = {
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
} as const
