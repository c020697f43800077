// How ssh_config changes a list of algorithms: `a,b` replaces it, `+a` adds, `-a*` takes away, `^a` puts first.
import { matchesList } from './name-patterns.ts'

/** OpenSSH's own order, for `+`, `-`, `^` and wildcards. The engine drops what it cannot do. */
export const opensshAlgorithms = {
  ciphers: [
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
  ],
  macs: [
    'umac-64-etm@openssh.com',
    'umac-128-etm@openssh.com',
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'umac-64@openssh.com',
    'umac-128@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  kexalgorithms: [
    'sntrup761x25519-sha512',
    'sntrup761x25519-sha512@openssh.com',
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  hostkeyalgorithms: [
    'ssh-ed25519-cert-v01@openssh.com',
    'ecdsa-sha2-nistp256-cert-v01@openssh.com',
    'ecdsa-sha2-nistp384-cert-v01@openssh.com',
    'ecdsa-sha2-nistp521-cert-v01@openssh.com',
    'sk-ssh-ed25519-cert-v01@openssh.com',
    'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
    'rsa-sha2-512-cert-v01@openssh.com',
    'rsa-sha2-256-cert-v01@openssh.com',
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'sk-ssh-ed25519@openssh.com',
    'sk-ecdsa-sha2-nistp256@openssh.com',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
} as const satisfies Record<string, readonly string[]>

/** The list that `spec` makes of `defaults`. */
export function changeAlgorithms(defaults: readonly string[], spec: string): string[] {
  const names = spec
    .slice(/^[-+^]/.test(spec) ? 1 : 0)
    .split(',')
    .filter(name => name !== '')
  switch (spec.charAt(0)) {
    case '+':
      return [...new Set([...defaults, ...names])]
    case '^':
      return [...new Set([...names, ...defaults])]
    case '-':
      return defaults.filter(name => matchesList(name, names.join(','), { ignoreCase: false }) === 'no')
    default:
      return [...new Set(names.flatMap(name => (/[*?]/.test(name) ? matching(defaults, name) : [name])))]
  }
}

function matching(names: readonly string[], pattern: string): string[] {
  return names.filter(name => matchesList(name, pattern, { ignoreCase: false }) === 'yes')
}
