// The steps of a login, read from what `ssh` logs at DEBUG1: it offers nothing else to read them from.
import type { HopSteps } from '../built-in/hop-steps.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'
import { phrase, type Said } from '../../../src-shared/said.ts'

export type SystemSshProgress = {
  readonly onLine: (line: string) => void
  readonly isLoggedIn: () => boolean
}

/** The key of which a line says that the server presents it. */
export function presentedKey(line: string): { readonly type: string; readonly hostKey: string } | undefined {
  const [, type, hostKey] =
    /^debug1: Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/.exec(line) ?? []
  return type === undefined || hostKey === undefined ? undefined : { type, hostKey }
}

export function readProgress(steps: HopSteps, host: SshHost): SystemSshProgress {
  let at: 'resolve' | 'tcp' | 'host-key' | 'ssh-login' | 'in' = 'resolve'
  let key = ''
  let offered: readonly string[] | undefined
  const to = (next: typeof at, note: Said): void => {
    if (at !== 'in') steps.passed(at, note)
    at = next
    if (next !== 'in') steps.running(next)
  }
  steps.running('resolve')

  return {
    isLoggedIn: () => at === 'in',
    onLine: line => {
      if (at === 'in') return
      const address = /^debug1: Connecting to \S+ \[(.+)\] port \d+/.exec(line)?.[1]
      if (address && at === 'resolve') to('tcp', address)
      if (line.startsWith('debug1: Executing proxy command') && at === 'resolve')
        to('tcp', phrase('noteThroughProxy'))
      if (/^debug1: (Connection established|Remote protocol version)/.test(line)) {
        if (at === 'resolve') to('tcp', host.hostname)
        if (at === 'tcp')
          to('host-key', phrase('notePlace', { host: host.hostname, port: String(host.port) }))
      }
      const software = /^debug1: Remote protocol version \S+, remote software version (.+)$/.exec(line)?.[1]
      if (software) steps.learned('host-key', { software })
      const kex = /^debug1: kex: algorithm: (\S+)/.exec(line)?.[1]
      if (kex) steps.learned('host-key', { kex })
      const cipher = /^debug1: kex: client->server cipher: (\S+)/.exec(line)?.[1]
      if (cipher) steps.learned('host-key', { cipher })
      const left = /^debug1: Authentications that can continue: (\S+)/.exec(line)?.[1]
      if (left && offered === undefined && at === 'ssh-login') {
        offered = left.split(',')
        steps.learned('ssh-login', { offered })
      }
      const presented = presentedKey(line)
      if (presented) key = `${presented.type} ${presented.hostKey}`
      const known =
        /^debug1: Host .* is known and matches/.test(line) || line.startsWith('debug1: rekey out after')
      if (known && at === 'host-key')
        to('ssh-login', phrase('noteKey', { key, why: phrase('keyKnownToSsh') }))
      const method = /^Authenticated to .* using "([^"]+)"/.exec(line)?.[1]
      if (method) {
        if (at === 'host-key') to('ssh-login', phrase('noteKey', { key, why: phrase('keyKnownToSsh') }))
        to('in', phrase('noteLogin', { how: method, user: host.user }))
      }
    },
  }
}
