// Keys made by ssh-keygen, as people make them.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runProgram } from './run-program.ts'

export type SshKeyType = 'ed25519' | 'rsa' | 'ecdsa'

export type SshKey = {
  /** The private key's file; the public one is beside it with `.pub`. */
  readonly path: string
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicLine: string
  /** The public key as it goes over the wire. */
  readonly blob: Buffer
  /** `SHA256:…`, as ssh-keygen -lf prints it. */
  readonly fingerprint: string
}

export type SshKeyOptions = {
  readonly type?: SshKeyType
  readonly passphrase?: string
  /** `PEM` and `PKCS8` as ssh-keygen -m takes them; OpenSSH's own format otherwise. */
  readonly format?: 'PEM' | 'PKCS8'
  readonly comment?: string
}

/** Makes the key pair `dir/name` and `dir/name.pub`. */
export async function makeSshKey(dir: string, name: string, options: SshKeyOptions = {}): Promise<SshKey> {
  const file = path.join(dir, name)
  const type = options.type ?? 'ed25519'
  const bits = type === 'rsa' ? ['-b', '2048'] : []
  const format = options.format ? ['-m', options.format] : []
  const passphrase = ['-N', options.passphrase ?? '']
  const named = ['-C', options.comment ?? name, '-f', file]
  await runProgram('ssh-keygen', ['-q', '-t', type, ...bits, ...format, ...passphrase, ...named])
  return readSshKey(file)
}

export async function readSshKey(file: string): Promise<SshKey> {
  const publicLine = (await readFile(`${file}.pub`, 'utf8')).trim()
  const blob = Buffer.from(publicLine.split(' ')[1] ?? '', 'base64')
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return { path: file, publicLine, blob, fingerprint: `SHA256:${digest}` }
}
