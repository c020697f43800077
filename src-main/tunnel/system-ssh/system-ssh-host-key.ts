// A host's key, fetched by the system's ssh without offering it any login; ssh says only the fingerprint otherwise.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { appError } from '../../../src-shared/errors.ts'
import { phrase } from '../../../src-shared/said.ts'
import type { SshConfigSource, SshHost } from '../ssh-config/ssh-host.ts'
import { systemSshArguments } from './system-ssh-arguments.ts'
import { knowsFork, signalGroup, spawnSsh } from './system-ssh-process.ts'

export type TemporaryFile = { readonly path: string; readonly remove: () => Promise<void> }

const fetchTimeoutMs = 30_000
// Every method off: the server sees a user name and nothing else.
const noLogin = ['Pubkey', 'Password', 'KbdInteractive', 'GSSAPI', 'Hostbased'].flatMap(method => [
  '-o',
  `${method}Authentication=no`,
])

/**
 * The key the server presents and proves to hold. ssh is let accept it into a file of ours, and fails at the login that
 * follows. Rejects with SYSTEM_SSH_FAILED or the signal's reason.
 */
export async function fetchHostKey(
  from: { readonly name: string; readonly host: SshHost; readonly config: SshConfigSource },
  signal: AbortSignal,
): Promise<Buffer> {
  const file = await makeTemporaryFile('')
  try {
    const program = from.config.ssh ?? 'ssh'
    const args = systemSshArguments({
      ...from,
      knownHostsFiles: [file.path],
      strictHostKeyChecking: 'accept-new',
      knowsFork: await knowsFork(program),
      more: ['-T', ...noLogin, '-o', 'HashKnownHosts=no', '-o', 'GlobalKnownHostsFile=none'],
    })
    signal.throwIfAborted()
    const child = spawnSsh(program, [...args, 'true'], undefined)
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    child.once('error', reject)
    child.once('exit', () => resolve())
    child.stdout?.resume()
    child.stderr?.resume()
    child.stdin?.end()
    const stop = (): void => signalGroup(child, 'SIGKILL')
    const limit = setTimeout(stop, fetchTimeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    await ended.finally(() => {
      clearTimeout(limit)
      signal.removeEventListener('abort', stop)
    })
    signal.throwIfAborted()
    const [, , key] = (await readFile(file.path, 'utf8')).trim().split(/\s+/)
    if (!key) throw appError('SYSTEM_SSH_FAILED', { host: from.name, said: phrase('sshNoHostKey') })
    return Buffer.from(key, 'base64')
  } finally {
    await file.remove()
  }
}

/** A known_hosts file that trusts the key until it is removed. */
export async function keepForNow(host: SshHost, key: Buffer): Promise<TemporaryFile> {
  const name = host.hostKeyAlias ?? (host.port === 22 ? host.hostname : `[${host.hostname}]:${host.port}`)
  const length = key.readUInt32BE(0)
  const type = key.toString('latin1', 4, 4 + length)
  return makeTemporaryFile(`${name} ${type} ${key.toString('base64')}\n`)
}

async function makeTemporaryFile(text: string): Promise<TemporaryFile> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'gangway-known-hosts-'))
  const file = path.join(dir, 'known_hosts')
  await writeFile(file, text, { mode: 0o600 })
  return { path: file, remove: () => rm(dir, { recursive: true, force: true }) }
}
