// A gateway behind the window bench, as far as looking after one needs it: devices, nodes, approvals, channels and a
// configuration, one of every state a person can meet.
import type { ConnectionState } from '../../src-shared/connection.ts'
import { explainRequestError } from '../../src-shared/wire/gateway-errors.ts'
import { GatewayProtocolRequestError } from '@openclaw/gateway-client/browser'
import type { Answers, BenchWindow } from './window-bench.ts'
import { gatewayInfo, states } from './window-fixtures.ts'

const methods = [
  ...gatewayInfo.methods,
  'device.pair.list',
  'exec.approval.list',
  'exec.allowlist.list',
  'channels.status',
  'config.set',
]

/** Connected to a gateway that can be looked after, with these rights. */
export function onlineWith(scopes: readonly string[]): ConnectionState {
  return { ...states.online, gateway: { ...gatewayInfo, methods, scopes: [...scopes] } }
}

export type GatewayCare = {
  readonly answers: Answers
  /** Somebody else decides about a command, and another one runs out of time. */
  readonly settle: (window: BenchWindow) => Promise<void>
}

export function scriptGatewayCare({ isEmpty = false }: { isEmpty?: boolean } = {}): GatewayCare {
  const known = isEmpty ? nothing : everything()
  return {
    answers: {
      'connection.current': () => onlineWith(['operator.admin']),
      'gateway.request': ({ method, params }) => {
        if (method === 'config.set' && String((params as { raw?: unknown }).raw).includes('-1')) refuse()
        return known[method] ?? {}
      },
    },
    settle: async window => {
      await window.tell('gateway.event', {
        event: 'exec.approval.resolved',
        payload: settled('a-8', 'allow-once'),
      })
      await window.tell('gateway.event', {
        event: 'exec.approval.resolved',
        payload: settled('a-9', 'expired'),
      })
    },
  }
}

function settled(id: string, decision: string) {
  const resolvedBy = decision === 'expired' ? undefined : 'openclaw-linux'
  return { id, decision, resolvedBy, request: { command: 'uptime' } }
}

/** As the gateway answers to a configuration with a port that is none. */
function refuse(): never {
  const issues = [
    { path: 'gateway.port', message: 'must be from 1 to 65535' },
    { path: 'agents.defaults.model', message: 'unknown provider' },
  ]
  throw explainRequestError(
    'config.set',
    new GatewayProtocolRequestError({
      code: 'INVALID_REQUEST',
      message: `invalid config: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      details: { code: 'CONFIG_INVALID', issues },
    }),
  )
}

const nothing: Record<string, unknown> = {
  'device.pair.list': { pending: [], paired: [] },
  'node.pair.list': { pending: [] },
  'node.list': { nodes: [] },
  'exec.approval.list': [],
  'exec.allowlist.list': { entries: [] },
  'config.get': { hash: 'h-0', parsed: {} },
  'channels.status': { channelOrder: [], channels: {} },
}

function everything(): Record<string, unknown> {
  const now = Date.now()
  return {
    'device.pair.list': {
      pending: [
        {
          requestId: 'r-1',
          deviceId: '4be7b79e5d13f0a1c0de4be7b79e5d13f0a1c0de4be7b79e5d13f0a1c0de4be7',
          displayName: 'Harbour tablet',
          platform: 'android',
          clientId: 'openclaw-android',
          role: 'operator',
          scopes: ['operator.read', 'operator.write', 'operator.admin', 'operator.talk'],
          remoteIp: '192.0.2.44',
          ts: now - 40_000,
        },
        { requestId: 'r-2', deviceId: '77aa01', role: 'node', scopes: [] },
      ],
      paired: [
        {
          deviceId: '8f14e45fceea167a5a36dedd4bea2543e3b0c44298fc1c149afbf4c8996fb924',
          displayName: 'Maria’s laptop',
          platform: 'linux',
          clientId: 'openclaw-linux',
          roles: ['operator'],
          scopes: ['operator.admin'],
          lastSeenAtMs: now - 5000,
        },
        { deviceId: '19ff03', clientId: 'openclaw-macos', platform: 'darwin', roles: ['operator', 'node'] },
      ],
    },
    'node.pair.list': {
      pending: [
        {
          requestId: 'n-1',
          nodeId: 'crane',
          commands: ['system.notify', 'system.run'],
          requiredApproveScopes: ['operator.pairing', 'operator.admin'],
        },
      ],
    },
    'node.list': {
      nodes: [
        { nodeId: 'crane', displayName: 'Crane', paired: true, connected: true, commands: [] },
        { nodeId: 'buoy', paired: true, commands: ['camera.snap'], approvedAtMs: now - 86_400_000 },
      ],
    },
    'exec.approval.list': [
      {
        id: 'a-1',
        createdAtMs: now - 30_000,
        expiresAtMs: now + 570_000,
        request: {
          command: 'rsync -a --delete /srv/quay/ backup:/quay/',
          cwd: '/srv/quay',
          host: 'gateway',
          sessionKey: 'agent:main:main',
          warningText: 'It deletes files at the other end.',
        },
      },
      {
        id: 'a-2',
        createdAtMs: now - 10_000,
        expiresAtMs: now + 110_000,
        request: {
          command: 'shutdown now',
          host: 'node',
          nodeId: 'crane',
          agentId: 'main',
          sessionKey: 'agent:main:main',
          runId: '0199f3a2-run',
          toolCallId: 'call-7',
          unavailableDecisions: ['allow-always'],
        },
      },
    ],
    'exec.allowlist.list': {
      entries: [{ id: 'e-1', program: '/usr/bin/uptime', command: '/usr/bin/uptime -p' }],
    },
    'channels.status': {
      channelOrder: ['telegram', 'slack', 'signal', 'discord'],
      channelLabels: { telegram: 'Telegram', slack: 'Slack', signal: 'Signal', discord: 'Discord' },
      channels: {
        telegram: {
          configured: true,
          running: true,
          connected: true,
          name: '@quay_bot',
          lastInboundAt: now - 90_000,
          lastOutboundAt: now - 60_000,
        },
        slack: { configured: true, running: true, connected: false, lastError: 'invalid_auth' },
        signal: { configured: true, running: false },
        discord: { configured: false },
      },
    },
    'config.get': {
      raw: '{\n  // Who answers.\n  agents: { defaults: { model: "anthropic/main" } },\n  gateway: { port: 18789, auth: { token: "__OPENCLAW_REDACTED__" } },\n}\n',
      hash: 'h-1',
      parsed: {
        tools: { exec: { mode: 'ask' } },
        gateway: { nodes: { entries: { buoy: { tools: { exec: { security: 'full', ask: 'always' } } } } } },
      },
      path: '/home/maria/.openclaw/openclaw.json',
      issues: [{ path: 'agents.defaults.modle', message: 'is not known' }],
      warnings: [{ path: 'gateway.port', message: 'is also set by the command line' }],
    },
    'config.set': { restartPaths: ['gateway.port'] },
  }
}
