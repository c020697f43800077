// Every event this gateway sends. No other can be sent, and all of them are named in the greeting.

export const events = [
  'connect.challenge',
  'tick',
  'shutdown',
  'health',
  'presence',
  'chat',
  'agent',
  'session.message',
  'sessions.changed',
  'device.pair.requested',
  'device.pair.resolved',
  'node.pair.requested',
  'node.pair.resolved',
  'node.invoke.cancel',
  'node.invoke.request',
  'exec.approval.requested',
  'exec.approval.resolved',
  'config.changed',
  'voicewake.changed',
  'voicewake.routing.changed',
] as const
export type EventName = (typeof events)[number]
