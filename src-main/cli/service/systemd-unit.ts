// The gateway, or a node, as a systemd user service (systemd.service(5), systemd.exec(5)). Pure.
import path from 'node:path'
import { serviceName, type ServicePlace, type ServicePlan, type ServiceWish } from './service.ts'

export function systemdUnit(wish: ServiceWish, { home, env }: ServicePlace): ServicePlan {
  const name = `gangway-${serviceName(wish)}.service`
  // The XDG specification: a relative path is to be ignored.
  const xdg = env['XDG_CONFIG_HOME']
  const config = xdg && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, '.config')
  const systemctl = (...args: string[]) => ({
    argv: ['systemctl', '--user', ...args] as [string, ...string[]],
  })
  return {
    name,
    file: path.posix.join(config, 'systemd', 'user', name),
    text: unitText(wish),
    begin: [systemctl('daemon-reload'), systemctl('enable', '--now', name)],
    end: [{ ...systemctl('disable', '--now', name), mayFail: true }],
    afterwards: [systemctl('daemon-reload')],
    remarks: ['It runs while you are logged in. To keep it when you are not: loginctl enable-linger'],
  }
}

// The colon: variables of the environment are not looked for in these words.
function unitText({ kind, profile, command }: ServiceWish): string {
  return `[Unit]
Description=Gangway ${kind}${profile === 'default' ? '' : ` (${profile.replaceAll('%', '%%')})`}

[Service]
Type=simple
ExecStart=:${command.map(quoted).join(' ')}
Restart=on-failure
RestartSec=5
TimeoutStopSec=10
KillMode=mixed
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`
}

/** Quoted, so that blanks stay; `%` begins a specifier. */
function quoted(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('\n', '\\n')
  return `"${escaped}"`
}
