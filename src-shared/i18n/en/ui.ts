// Parts that several pages have.
export const ui = {
  compare: {
    match: 'It matches.',
    mismatch: 'It does not match. Do not connect.',
    'not-sha256': 'This is an MD5 fingerprint, which can be forged. Ask for the SHA256 one.',
  },
  authMethods: {
    token: 'the gateway’s token',
    password: 'the gateway’s password',
    'device-token': 'this device’s own token (paired)',
    'bootstrap-token': 'a setup code',
    tailscale: 'your Tailscale identity',
    'trusted-proxy': 'the proxy in front of it',
    none: 'nothing: it asks for no credential',
  },
  facts: {
    address: 'Address',
    connectedFor: 'Connected for',
    gateway: 'Gateway',
    gatewayPort: 'Gateway port',
    host: 'Host',
    knowsYouBy: 'Knows you by',
    version: 'Version',
  },
} as const
