/** What shows, on the host itself, the fingerprint of its key of this type: as SSH calls the type, or as OpenSSH's messages do. */
export function hostKeyCommand(keyType: string): string {
  const name = /ed25519/i.test(keyType) ? 'ed25519' : /ecdsa/i.test(keyType) ? 'ecdsa' : 'rsa'
  return `ssh-keygen -lf /etc/ssh/ssh_host_${name}_key.pub`
}
