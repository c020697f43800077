// The steps from a name to a healthy gateway, and how far each has come.
export const ladder = {
  steps: {
    proxy: 'Pass the proxy',
    resolve: 'Find the address',
    tcp: 'Reach the host',
    'host-key': 'Check the host key',
    'ssh-login': 'Log in over SSH',
    channel: 'Open the forward',
    gateway: 'Gateway answers',
    handshake: 'Handshake',
    'gateway-auth': 'Gateway accepts the credential',
    pairing: 'Device is paired',
    scopes: 'Scopes are granted',
    health: 'Gateway is healthy',
  },
  /** While it is under way: the name of a step may sound as if it had been done. */
  doing: {
    proxy: 'Passing the proxy…',
    resolve: 'Finding the address…',
    tcp: 'Reaching the host…',
    'host-key': 'Checking the host key…',
    'ssh-login': 'Logging in over SSH…',
    channel: 'Opening the forward…',
    gateway: 'Waiting for the gateway to answer…',
    handshake: 'Agreeing on the protocol…',
    'gateway-auth': 'Waiting for the gateway to accept the credential…',
    pairing: 'Asking whether this device is paired…',
    scopes: 'Asking which scopes are granted…',
    health: 'Asking the gateway how it is…',
  },
  verdicts: {
    waiting: 'not yet',
    running: 'running',
    asking: 'waits for you',
    passed: 'passed',
    failed: 'failed',
  },
} as const
