// Under which names passphrases and passwords are kept, when a person wants them kept.

/** Where saved secrets live. `label` is what a person sees of it in the keychain. */
export type SavedSecrets = {
  readonly read: (id: string) => Promise<string | undefined>
  readonly write: (id: string, secret: string, label: string) => Promise<void>
}

export function passphraseId(path: string): string {
  return `ssh-passphrase:${path}`
}

export function passwordId(user: string, hostname: string, port: number): string {
  return `ssh-password:${user}@${hostname}:${port}`
}
