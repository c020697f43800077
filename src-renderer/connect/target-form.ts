// What is typed on the Connect page, and the target it stands for.
import {
  ConnectionTarget,
  defaultGatewayPort,
  type ConnectionTarget as Target,
  type SshEngine,
} from '../../src-shared/connection.ts'
import type { english } from '../../src-shared/i18n/english.ts'
import type { AppSettings, HostSettings } from '../../src-shared/settings.ts'

export type Way = Target['kind']

export type TargetForm = {
  readonly way: Way
  readonly host: string
  readonly gatewayPort: number | ''
  readonly engine: SshEngine
  /** Empty: no port is opened on this computer. */
  readonly localPort: number | ''
  /** Empty: the keys that ssh_config and the agent offer. */
  readonly identityFile: string
  readonly url: string
  readonly tlsFingerprint: string
  readonly secretKind: 'token' | 'password'
  readonly secret: string
}

/** What is wrong with a field: `connect.mistakes.<name>`. */
type Mistake = keyof (typeof english)['connect']['mistakes']

export type FormErrors = { readonly [Field in keyof TargetForm]?: Mistake }

export const emptyForm: TargetForm = {
  way: 'ssh',
  host: '',
  gatewayPort: defaultGatewayPort,
  engine: 'ssh2',
  localPort: '',
  identityFile: '',
  url: '',
  tlsFingerprint: '',
  secretKind: 'token',
  secret: '',
}

/** The target, or what is wrong with which field. Main checks again, more strictly: it also parses the host. */
export function readForm(form: TargetForm): { ok: true; target: Target } | { ok: false; errors: FormErrors } {
  const errors = errorsOf(form)
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  const candidate = ConnectionTarget.safeParse(candidateOf(form))
  if (candidate.success) return { ok: true, target: candidate.data }
  const field = candidate.error.issues[0]?.path[0]
  return { ok: false, errors: { [typeof field === 'string' ? field : 'host']: 'unusable' } }
}

function candidateOf(form: TargetForm): unknown {
  switch (form.way) {
    case 'local':
      return { kind: 'local' }
    case 'ssh':
      return {
        kind: 'ssh',
        host: form.host.trim(),
        gatewayPort: form.gatewayPort === '' ? defaultGatewayPort : form.gatewayPort,
        engine: form.engine,
        ...(form.localPort === '' ? {} : { localPort: form.localPort }),
        ...(form.identityFile.trim() === '' ? {} : { identityFile: form.identityFile.trim() }),
      }
    case 'direct':
      return {
        kind: 'direct',
        url: form.url.trim(),
        ...(form.tlsFingerprint.trim() === '' ? {} : { tlsFingerprint: form.tlsFingerprint.trim() }),
      }
  }
}

function errorsOf(form: TargetForm): FormErrors {
  switch (form.way) {
    case 'local':
      return {}
    case 'ssh':
      return { ...hostError(form.host.trim()), ...portErrors(form) }
    case 'direct':
      return { ...urlError(form.url.trim()), ...fingerprintError(form.tlsFingerprint.trim()) }
  }
}

function hostError(host: string): FormErrors {
  if (host === '') return { host: 'hostMissing' }
  if (host.startsWith('-')) return { host: 'hostLikeOption' }
  if (/[\s\p{Cc}]/u.test(host)) return { host: 'hostWithSpace' }
  return {}
}

function portErrors(form: TargetForm): FormErrors {
  const wrong = (port: number | '') => port !== '' && !(Number.isInteger(port) && port >= 1 && port <= 65_535)
  return {
    ...(wrong(form.gatewayPort) ? { gatewayPort: 'port' } : {}),
    ...(wrong(form.localPort) ? { localPort: 'port' } : {}),
  }
}

function urlError(text: string): FormErrors {
  if (text === '') return { url: 'addressMissing' }
  if (!URL.canParse(text)) return { url: 'noAddress' }
  const url = new URL(text)
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return { url: 'otherScheme' }
  if (url.username || url.password || url.search || url.hash) return { url: 'secretInAddress' }
  return {}
}

/** What is wrong with an address and its pin. */
export function directMistakes(url: string, tlsFingerprint: string): FormErrors {
  return { ...urlError(url.trim()), ...fingerprintError(tlsFingerprint.trim()) }
}

function fingerprintError(text: string): FormErrors {
  if (text === '' || /^(?:sha256:)?[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(text)) return {}
  return { tlsFingerprint: 'fingerprint' }
}

/** The form filled in from a target, to change something about it. */
export function formOf(target: Target): TargetForm {
  switch (target.kind) {
    case 'local':
      return { ...emptyForm, way: 'local' }
    case 'ssh':
      return {
        ...emptyForm,
        way: 'ssh',
        host: target.host,
        gatewayPort: target.gatewayPort,
        engine: target.engine,
        localPort: target.localPort ?? '',
        identityFile: target.identityFile ?? '',
      }
    case 'direct':
      return { ...emptyForm, way: 'direct', url: target.url, tlsFingerprint: target.tlsFingerprint ?? '' }
  }
}

/**
 * What is known of a host, put into the form when the host is picked; what the host before it had brought with it goes
 * with that one.
 */
export function withHostSettings(form: TargetForm, hosts: readonly HostSettings[], host: string): TargetForm {
  const known = hosts.find(entry => entry.host === host)
  const before = form.host === host ? undefined : hosts.find(entry => entry.host === form.host)
  const bare = before && isAsKnown(form, before) ? { ...form, ...usual } : form
  if (!known) return { ...bare, host }
  return {
    ...bare,
    host,
    gatewayPort: known.gatewayPort,
    engine: known.engine,
    localPort: known.localPort ?? '',
    identityFile: known.identityFile ?? bare.identityFile,
  }
}

const usual = {
  gatewayPort: emptyForm.gatewayPort,
  engine: emptyForm.engine,
  localPort: emptyForm.localPort,
  identityFile: emptyForm.identityFile,
}

function isAsKnown(
  form: TargetForm,
  { gatewayPort, engine, localPort, identityFile }: HostSettings,
): boolean {
  return (
    form.gatewayPort === gatewayPort &&
    form.engine === engine &&
    form.localPort === (localPort ?? '') &&
    form.identityFile === (identityFile ?? '')
  )
}

/** The target with the second road that the settings know of; the form has no field for it. */
export function withSecondRoad(target: Target, hosts: AppSettings['hosts']): Target {
  if (target.kind !== 'ssh') return target
  const known = hosts.find(entry => entry.host === target.host && entry.gatewayPort === target.gatewayPort)
  return known?.direct ? { ...target, direct: known.direct } : target
}

/** The hosts of the settings with one of them changed, in its place and with all else that is set for it, or added. */
export function hostsWith(hosts: AppSettings['hosts'], changed: HostSettings): HostSettings[] {
  const isKnown = hosts.some(entry => entry.host === changed.host)
  return isKnown
    ? hosts.map(entry => (entry.host === changed.host ? { ...entry, ...changed } : entry))
    : [...hosts, changed]
}
