// What this computer keeps Gangway from.
import type { Said } from '../said.ts'
import { row } from './row.ts'

export const thisComputerErrors = {
  PORT_IN_USE: row<{ port: number; owner?: Said | undefined; free?: number | undefined }>({
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
    remedy:
      'Give it one: Settings › This computer’s gateway, or gateway.auth.token or gateway.auth.password. Or bind to loopback.',
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
  VAULT_UNAVAILABLE: row<{ why: Said; lies?: 'entry' | undefined }>({
    kind: 'local',
    message: 'A secret cannot be had from the keychain of this computer: {why}.',
    remedy:
      '{lies, select, entry {Enter it anew, or forget it in Settings › Credentials. Nothing was changed or deleted.} other {Unlock the keychain and try again. Nothing in it was changed or deleted.}}',
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
  COMMAND_TAKEN: row<{ path: string }>({
    kind: 'local',
    message: 'The file {path} is not Gangway’s, or was changed by hand.',
    remedy: 'Gangway leaves it alone. Move it away yourself if it may go.',
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
} as const
