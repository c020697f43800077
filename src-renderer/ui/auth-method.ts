const words: Readonly<Record<string, string>> = {
  token: 'the gateway’s token',
  password: 'the gateway’s password',
  'device-token': 'this device’s own token (paired)',
  'bootstrap-token': 'a setup code',
  tailscale: 'your Tailscale identity',
  'trusted-proxy': 'the proxy in front of it',
  none: 'nothing: it asks for no credential',
}

/** How the gateway knew us, in words; a method of a later gateway keeps its own name. */
export function authMethodInWords(method: string): string {
  return words[method] ?? method
}
