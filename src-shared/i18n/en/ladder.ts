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
  verdicts: {
    waiting: 'not yet',
    running: 'running',
    asking: 'waits for you',
    passed: 'passed',
    failed: 'failed',
  },
} as const
