// What a scripted app says: one value of every state a person can meet, typed as the real app's.
import { silentVoice } from '../../src-shared/voice.ts'
import type { ConnectionState, DirectTarget, GatewayInfo, SshTarget } from '../../src-shared/connection.ts'
import type { AppInfo, HostPreview, KeptHostKey, RecentTarget } from '../../src-shared/desktop-api.ts'
import type { DoctorReport, Finding } from '../../src-shared/doctor.ts'
import { errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { noHealth, type HealthSnapshot } from '../../src-shared/health.ts'
import { newLadder, type Ladder, type LadderStepId } from '../../src-shared/ladder.ts'
import type { ImportPlan } from '../../src-shared/openclaw-import.ts'
import type { OwnGateway } from '../../src-shared/own-gateway.ts'
import type { HostKeyPrompt, OverSshPrompt, WiderScopePrompt } from '../../src-shared/prompts.ts'
import { AppSettings, defaultAppSettings } from '../../src-shared/settings.ts'
import { phrase } from '../../src-shared/said.ts'
import type { TimelineEntry } from '../../src-shared/timeline.ts'
import type { Trouble } from '../../src-shared/troubles.ts'
import type { Answers } from './window-bench.ts'

export const sshTarget: SshTarget = { kind: 'ssh', host: 'harbour', gatewayPort: 18_789, engine: 'ssh2' }
export const directTarget: DirectTarget = { kind: 'direct', url: 'wss://gateway.quay.ts.net:443' }

/** The same gateway, over SSH and at its own address. */
export const twoRoads: SshTarget = {
  ...sshTarget,
  direct: {
    url: directTarget.url,
    tlsFingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
}

const notes: Partial<Record<LadderStepId, string>> = {
  resolve: '192.0.2.17',
  tcp: 'bastion: 198.51.100.4:22',
  'host-key': 'ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s',
  'ssh-login': 'publickey, ~/.ssh/id_ed25519',
  channel: '127.0.0.1:18789',
  handshake: 'protocol 4',
  'gateway-auth': 'device-token',
  scopes: 'operator.read, operator.write, operator.approvals',
  health: '42 ms',
}
const times: Partial<Record<LadderStepId, number>> = {
  tcp: 31,
  'host-key': 18,
  'ssh-login': 164,
  handshake: 57,
}

/** The ladder as it stands at one step: all before it passed. */
export function ladderAt(
  step: LadderStepId | 'top',
  verdict: 'running' | 'asking' | 'failed' = 'running',
  error?: ErrorReport,
  kind: 'local' | 'ssh' | 'direct' = 'ssh',
): Ladder {
  const steps = newLadder(kind)
  const at = step === 'top' ? steps.length : steps.findIndex(({ id }) => id === step)
  return steps.map((rung, index) => {
    if (index > at) return rung
    const startedAt = Date.now() - 2400 + index * 60
    return index < at
      ? { ...rung, verdict: 'passed', startedAt, durationMs: times[rung.id] ?? 7, note: notes[rung.id] }
      : { ...rung, verdict, startedAt, durationMs: 12, error }
  })
}

export const gatewayInfo: GatewayInfo = {
  version: '2026.9.1',
  protocol: 4,
  connId: 'c-4711',
  startedAt: Date.now() - 93 * 3_600_000,
  scopes: ['operator.read', 'operator.write', 'operator.approvals'],
  authMethod: 'device-token',
  methods: ['health', 'status', 'chat.send', 'chat.history', 'chat.abort', 'sessions.list'],
  mainSessionKey: 'agent:main:main',
  maxPayloadBytes: 26_214_400,
  maxAttachmentBytes: 5_242_880,
  maxImageBytes: 5_242_880,
}

export const errors = {
  unreachable: errorReport('TCP_TIMEOUT', { host: 'harbour', port: 22, via: 'bastion' }),
  tokenMissing: errorReport('GATEWAY_TOKEN_MISSING', { where: 'harbour:18789' }),
  pairing: errorReport('PAIRING_REQUIRED', {
    requestId: 'b7c1f2d0-6f0e-4a41-9a3e-2f6d3f7f9f10',
    deviceId: '8f14e45fceea167a5a36dedd4bea2543e3b0c44298fc1c149afbf4c8996fb924',
    command: 'openclaw devices approve b7c1f2d0-6f0e-4a41-9a3e-2f6d3f7f9f10',
    reason: 'not-paired',
  }),
  keyChanged: errorReport('HOST_KEY_CHANGED', {
    host: 'harbour',
    expected: 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s',
    presented: 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    keyType: 'ssh-ed25519',
    where: '/home/maria/.ssh/known_hosts:12',
  }),
  pinChanged: errorReport('TLS_FINGERPRINT_MISMATCH', {
    host: 'gateway.quay.ts.net',
    expected: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    presented: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    verdict: 'unproven',
    newIssuer: 'CN=gateway.quay.ts.net',
    newDays: '2026-03-01 – 2027-03-01',
    oldIssuer: 'O=Quay, CN=Quay CA',
    oldDays: '2025-03-01 – 2026-03-01',
  }),
  needsSystemSsh: errorReport('SSH_CONFIG_UNSUPPORTED', { host: 'vault', what: 'ProxyCommand' }),
  portTaken: errorReport('PORT_IN_USE', { port: 18_789, owner: 'openclaw (4711)', free: 18_790 }),
} as const

export const states = {
  idle: { phase: 'idle' },
  opening: {
    phase: 'opening',
    target: sshTarget,
    ladder: ladderAt('ssh-login'),
    attempt: 1,
    since: Date.now() - 2400,
  },
  asking: {
    phase: 'opening',
    target: sshTarget,
    ladder: ladderAt('host-key', 'asking'),
    attempt: 1,
    since: Date.now() - 9000,
  },
  online: {
    phase: 'online',
    target: sshTarget,
    ladder: ladderAt('top'),
    since: Date.now() - 754_000,
    gateway: gatewayInfo,
  },
  degraded: {
    phase: 'online',
    target: sshTarget,
    ladder: ladderAt('top'),
    since: Date.now() - 754_000,
    gateway: gatewayInfo,
    degraded: phrase('healthSlow', { ms: 1840 }),
  },
  sshStopped: {
    phase: 'online',
    target: twoRoads,
    via: 'direct',
    ladder: ladderAt('top', 'running', undefined, 'direct'),
    since: Date.now() - 754_000,
    gateway: gatewayInfo,
    stopped: { via: 'ssh', error: errors.keyChanged },
  },
  addressStopped: {
    phase: 'online',
    target: twoRoads,
    via: 'ssh',
    ladder: ladderAt('top'),
    since: Date.now() - 754_000,
    gateway: gatewayInfo,
    stopped: { via: 'direct', error: errors.pinChanged },
  },
  waiting: {
    phase: 'waiting',
    target: sshTarget,
    ladder: ladderAt('tcp', 'failed', errors.unreachable),
    attempt: 4,
    retryAt: Date.now() + 14_000,
    error: errors.unreachable,
    lastOnlineAt: Date.now() - 95_000,
  },
  tokenMissing: {
    phase: 'needs-you',
    target: sshTarget,
    ladder: ladderAt('gateway-auth', 'failed', errors.tokenMissing),
    error: errors.tokenMissing,
  },
  pairing: {
    phase: 'needs-you',
    target: sshTarget,
    ladder: ladderAt('pairing', 'failed', errors.pairing),
    error: errors.pairing,
  },
  keyChanged: {
    phase: 'failed',
    target: sshTarget,
    ladder: ladderAt('host-key', 'failed', errors.keyChanged),
    error: errors.keyChanged,
  },
  pinChanged: {
    phase: 'failed',
    target: directTarget,
    ladder: ladderAt('gateway', 'failed', errors.pinChanged, 'direct'),
    error: errors.pinChanged,
  },
  needsSystemSsh: {
    phase: 'failed',
    target: { ...sshTarget, host: 'vault' },
    ladder: ladderAt('resolve', 'failed', errors.needsSystemSsh),
    error: errors.needsSystemSsh,
  },
} satisfies Record<string, ConnectionState>

export const hostKeyQuestion: HostKeyPrompt = {
  kind: 'host-key',
  host: 'harbour',
  via: 'bastion',
  port: 22,
  address: '192.0.2.17',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s',
  alsoKnownAs: [],
  otherKnownTypes: [],
  howToCheck: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
}

export const readQuestion: OverSshPrompt = {
  kind: 'over-ssh',
  what: 'read',
  host: 'harbour',
  user: 'maria',
  hostKey: hostKeyQuestion.fingerprint,
  commands: [
    'cat /home/maria/.openclaw/openclaw.json',
    "cat '/home/maria/Library/Application Support/Gangway/gateway-token'",
  ],
}

export const adminQuestion: WiderScopePrompt = {
  kind: 'wider-scope',
  scope: 'operator.admin',
  target: sshTarget,
}

export const preview: HostPreview = {
  hostname: '192.0.2.17',
  port: 22,
  user: 'maria',
  jumps: ['bastion'],
  identityFiles: ['~/.ssh/id_ed25519', '~/.ssh/id_harbour'],
  agent: 'SSH_AUTH_SOCK (/run/user/1000/ssh-agent)',
  resolvedBy: 'ssh',
  warnings: [],
}

export const recent: readonly RecentTarget[] = [
  { target: sshTarget, lastOnlineAt: Date.now() - 2 * 3_600_000 },
  { target: { kind: 'local' }, lastOnlineAt: Date.now() - 26 * 3_600_000 },
  { target: directTarget, lastOnlineAt: Date.now() - 9 * 86_400_000 },
]

const wave = [41, 44, 39, 42, 58, 47, 43, 40, 42, 61, 45, 43, 120, 88, 52, 44, 41, 43]

const thatNight = Date.parse('2026-03-01T03:12:00Z')
const silent = errorReport('SERVER_SILENT', { host: 'harbour', silentMs: 3_000 })

/** A lid that was closed, a network that changed, a line that fell silent. */
export const badNight: readonly TimelineEntry[] = [
  { at: thatNight - 7_200_000, kind: 'online' },
  { at: thatNight, kind: 'asleep' },
  { at: thatNight + 17_340_000, kind: 'awake' },
  { at: thatNight + 17_340_900, kind: 'lost', error: silent },
  { at: thatNight + 17_341_400, kind: 'back', afterMs: 1_400 },
  { at: thatNight + 18_000_000, kind: 'network-moved' },
  { at: thatNight + 18_000_700, kind: 'replaced', afterMs: 700 },
  { at: thatNight + 20_000_000, kind: 'replaced' },
  { at: thatNight + 23_000_000, kind: 'awake', sleptMs: 1_200_000 },
  { at: thatNight + 23_000_080, kind: 'kept' },
]

export const healthy: HealthSnapshot = {
  latency: Array.from({ length: 90 }, (_, index) => ({
    at: Date.now() - (89 - index) * 30_000,
    ms: (wave[index % wave.length] ?? 40) + (index % 7),
  })),
  gateway: {
    at: Date.now() - 12_000,
    durationMs: 9,
    channels: [
      { id: 'telegram', label: 'Telegram', status: 'running', detail: '@quay_bot' },
      { id: 'whatsapp', label: 'WhatsApp', status: 'unknown' },
      { id: 'discord', label: 'Discord', status: 'stopped' },
    ],
    agents: [
      { id: 'main', isDefault: true, sessions: 12 },
      { id: 'research', isDefault: false, sessions: 3 },
    ],
    sessions: 15,
    complaints: [],
  },
  gatewayAt: Date.now() - 1_000,
  lastHeardAt: Date.now() - 1500,
}

/** SSH was refused: what comes after it was not reached. */
export const doctorReport: DoctorReport = (() => {
  const findings: readonly Finding[] = [
    { id: 'versions', verdict: 'passed', durationMs: 0, notes: ['Gangway 0.1.0, Node 24.21.0, linux'] },
    { id: 'lock', verdict: 'passed', durationMs: 1, notes: [phrase('docNoApp'), phrase('docNoGateway')] },
    {
      id: 'keychain',
      verdict: 'careful',
      durationMs: 12,
      notes: [phrase('docVault', { backend: 'memory', count: 0 }), phrase('docNewDevice')],
      remedy: phrase('docKeychainRemedy'),
    },
    { id: 'resolve', verdict: 'passed', durationMs: 3, notes: ['192.0.2.17'] },
    {
      id: 'tcp',
      verdict: 'failed',
      durationMs: 41,
      notes: [],
      error: errorReport('TCP_REFUSED', { host: 'harbour', port: 22 }),
    },
    { id: 'host-key', verdict: 'not-reached', durationMs: 0, notes: [] },
    { id: 'signs', verdict: 'not-reached', durationMs: 0, notes: [] },
  ]
  return { at: Date.now() - 90_000, target: sshTarget, findings, cause: findings[4] }
})()

export const appInfo: AppInfo = {
  version: '0.1.0',
  platform: 'linux',
  door: 'browser',
  stateDir: '/home/maria/.local/state/gangway',
  profile: 'default',
  logFile: '/home/maria/.local/state/gangway/gangway.log',
  deviceId: '8f14e45fceea167a5a36dedd4bea2543e3b0c44298fc1c149afbf4c8996fb924',
  canStartAtLogin: false,
  canUpdate: false,
}

const keptKey: KeptHostKey = {
  names: '[192.0.2.17]:2222',
  marker: 'key',
  type: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s',
}

const keptKeys: readonly KeptHostKey[] = [
  keptKey,
  { ...keptKey, names: '|1|b1Qp0P6F1mVb1fpmQmhEfgZ6wWU=|mSGmXyeQq4yfUNt+xk9qC1nEl0Y=', marker: 'revoked' },
]

/** What a Mac that reaches its gateway over SSH has in its configuration. */
export function importPlan(path: string): ImportPlan {
  return {
    path,
    hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    target: sshTarget,
    credential: { kind: 'token', from: 'gateway.remote.token' },
    hostKeys: 'yes',
    left: [
      { reason: 'gateway', keys: ['agents', 'channels', 'models', 'gateway.bind'] },
      { reason: 'ssh-config', keys: ['gateway.remote.sshIdentity'] },
      { reason: 'asked-later', keys: ['gateway.tls'] },
    ],
  }
}

/** Nothing set but the model; two servers on this computer. */
export const ownGateway: OwnGateway = {
  path: '/home/maria/.local/state/gangway/gangway.json5',
  port: 18_789,
  portVariable: undefined,
  hasOwnPort: false,
  bind: 'loopback',
  auth: 'token',
  hasPassword: false,
  hasToken: false,
  isReachable: false,
  model: 'ollama/llama3.2',
  providers: [
    { id: 'ollama', label: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', isLocal: true, hasKey: false },
    {
      id: 'anthropic',
      label: 'Anthropic',
      baseUrl: 'https://api.anthropic.com/v1',
      isLocal: false,
      hasKey: true,
    },
    { id: 'openai', label: 'OpenAI', baseUrl: 'https://api.openai.com/v1', isLocal: false, hasKey: false },
  ],
  needsRestart: false,
  problem: undefined,
}

/** An app at rest, with a few hosts and nothing connected. */
const stateDir = '/home/maria/.local/state/gangway'
const putAside = (id: string) => ({ id, path: `${stateDir}/${id}`, at: 1_764_288_000_000 })

/** What may have befallen the files of an installation. */
export const troubles = {
  settings: {
    ...putAside('app-settings.json.bad-1764288000000'),
    salvage: { kind: 'settings', from: 'last-good' },
  },
  outbox: { ...putAside('outbox.db.bad-1764288000000'), salvage: { kind: 'outbox', kept: 3, lost: 1 } },
  gateway: {
    ...putAside('gateway.db.bad-1764288000000'),
    salvage: { kind: 'gateway', conversations: 12, messages: 340, devices: 2, lost: 5 },
  },
  locked: {
    id: 'vault',
    locked: {
      id: 'gateway-secret/ssh:harbour:18789',
      label: '',
      why: phrase('keychainSilent'),
      lies: 'place',
    },
  },
  configuration: {
    id: 'configuration',
    path: `${stateDir}/gangway.json5`,
    error: errorReport('SETTINGS_BROKEN', {
      path: `${stateDir}/gangway.json5`,
      why: phrase('notJson5', { line: 12, column: 5 }),
    }),
  },
} as const satisfies Record<string, Trouble>

/** What a gateway’s health says of a database that was damaged. */
export const salvaged = { at: 1_764_288_000_000, conversations: 12, messages: 340, devices: 2, lost: 5 }

export const calmAnswers: Answers = {
  'app.info': () => appInfo,
  'ownGateway.current': () => ownGateway,
  'ownGateway.models': () => [
    { name: 'ollama/llama3.2', server: 'Ollama' },
    { name: 'lmstudio/qwen3-8b', server: 'LM Studio' },
  ],
  'app.diagnostics': () => 'Gangway 0.1.0\nconnection: online\n',
  'app.openExternal': () => undefined,
  'app.destination': () => null,
  'app.copyText': () => undefined,
  'app.hold': () => undefined,
  'app.showCrashFolder': () => undefined,
  'connection.current': () => states.idle,
  'connection.connect': () => undefined,
  'connection.disconnect': () => undefined,
  'connection.retryNow': () => undefined,
  'connection.networkHint': () => undefined,
  'connection.test': () => ladderAt('top'),
  'connection.recent': () => [],
  'connection.forgetRecent': () => undefined,
  'prompts.pending': () => [],
  'prompts.answer': () => undefined,
  'hosts.list': () => [
    { host: 'harbour', source: 'ssh_config', summary: 'maria@192.0.2.17:22' },
    { host: 'bastion', source: 'ssh_config', summary: 'maria@198.51.100.4:22' },
    { host: 'build-farm', source: 'ssh_config', summary: 'ci@farm.example:2222' },
    { host: 'vault', source: 'ssh_config', summary: 'maria@vault.internal:22' },
    { host: 'pi@boat.local', source: 'settings', summary: 'pi@boat.local:22' },
  ],
  'hosts.preview': () => preview,
  'hosts.replaceKey': () => undefined,
  'hosts.keys': () => keptKeys,
  'hosts.forgetKey': () => undefined,
  'hosts.addKey': () => ({ ...keptKey, names: 'vault.internal' }),
  'localPort.current': () => ({ phase: 'off' }),
  'node.current': () => ({ phase: 'off' }),
  'node.policy': () => 'ask',
  'node.setPolicy': ({ mode }) => mode,
  'gateway.request': () => ({}),
  'health.current': () => noHealth,
  'health.check': () => undefined,
  'health.look': () => undefined,
  'doctor.run': () => ({ at: Date.now(), findings: [] }),
  'bundle.collect': () => ({ id: 'one', files: [] }),
  'bundle.save': () => ({ kind: 'cancelled' }),
  'timeline.current': () => ({ entries: [] }),
  'gateways.list': () => [],
  'commandLine.current': () => ({ found: { path: '/usr/bin/gangway', isOurs: true } }),
  'credentials.vault': () => ({ backend: 'keychain' }),
  'credentials.list': () => [],
  'credentials.setGatewaySecret': () => undefined,
  'credentials.setProxyLogin': () => undefined,
  'credentials.forget': () => undefined,
  'credentials.retry': () => ({ backend: 'keychain' }),
  'settings.current': () => defaultAppSettings,
  'settings.change': change => AppSettings.parse({ ...defaultAppSettings, ...change }),
  'troubles.current': () => [],
  'troubles.dismiss': () => undefined,
  'troubles.showFile': () => undefined,
  'voice.current': () => silentVoice,
  'voice.takeMicrophone': () => null,
  'voice.chatIsOpen': () => undefined,
  'voice.test': () => undefined,
  'welcome.isDue': () => false,
  'welcome.leave': () => undefined,
  'openClaw.find': () => null,
  'openClaw.read': source => importPlan('path' in source ? source.path : source.name),
  'openClaw.takeOver': () => importPlan('').target,
  'outbox.list': () => [],
  'outbox.waiting': () => [],
  'outbox.sendAgain': () => undefined,
  'outbox.discard': () => undefined,
  'outbox.check': () => undefined,
  'drafts.read': () => '',
  'drafts.write': () => undefined,
}
