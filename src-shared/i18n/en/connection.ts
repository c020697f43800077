// What tray, window and CLI say of the connection. `target` is absent when it is this computer.
export const connection = {
  idle: 'Not connected',
  idleDetail: 'Choose a gateway to connect to.',
  opening: '{target, select, none {Connecting to this computer} other {Connecting to {target}}}',
  asking: '{target, select, none {This computer has a question} other {{target} has a question}}',
  online: '{target, select, none {Connected to this computer} other {Connected to {target}}}',
  onlineDetail: 'Gateway {version}{via, select, ssh {, over SSH} direct {, at its own address} other {}}',
  stopped:
    '{via, select, ssh {The road over SSH needs you} direct {The gateway’s own address needs you} other {}}: {problem}',
  waiting: '{target, select, none {Reconnecting to this computer} other {Reconnecting to {target}}}',
  // It never was connected since somebody asked for it.
  notReached:
    '{target, select, none {This computer does not answer yet} other {{target} does not answer yet}}',
  waitingForNetwork: 'Waiting for the network.',
  nextTry: '{span, select, none {Next try now.} other {Next try in {span}.}}',
  needsYou: '{target, select, none {This computer needs you} other {{target} needs you}}',
  failed: '{target, select, none {Cannot connect to this computer} other {Cannot connect to {target}}}',
  closing: '{target, select, none {Disconnecting from this computer} other {Disconnecting from {target}}}',
  short: {
    idle: 'not connected',
    opening: 'connecting',
    online: 'connected',
    stopped:
      '{via, select, ssh {connected, SSH needs you} direct {connected, its address needs you} other {}}',
    degraded: 'connected, with trouble',
    waiting: 'reconnecting',
    notReached: 'no answer yet',
    'needs-you': 'needs you',
    failed: 'cannot connect',
    closing: 'disconnecting',
  },
} as const
