// Which keys to offer a host, in which order: those the agent holds and those in files, each able to sign.
import { appError, type AppError } from '../../../src-shared/errors.ts'
import { phrase, type Said } from '../../../src-shared/said.ts'
import { fingerprint } from '../host-keys/host-keys.ts'
import { readKeyFile, type KeyFile } from './key-file.ts'
import { readPrivateKey, type PrivateKey, type SignatureHash } from './private-key.ts'
import { publicKeyType } from '../host-keys/public-key.ts'
import { AgentError, findAgent, listAgentKeys, signWithAgent, type AgentKey } from './ssh-agent.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'

export type Identity = {
  /** "key ~/.ssh/id_ed25519", "agent key me@laptop": for people. */
  readonly label: Said
  /** The public half. A file that hides it has to be opened first, which may ask for the passphrase. */
  readonly publicBlob: () => Promise<Buffer>
  readonly sign: (data: Buffer, hash: SignatureHash | undefined) => Promise<Buffer>
}

export type Identities = {
  readonly identities: readonly Identity[]
  /** What could not be used, and why: told when nothing else works. */
  readonly problems: readonly AppError[]
}

export type IdentitySource = {
  readonly host: SshHost
  readonly name: string
  readonly via: string | undefined
  readonly agentSocket: string | undefined
  /** Opens an encrypted file; rejects with SSH_PASSPHRASE_WRONG, SSH_LOGIN_CANCELLED, SSH_LOGIN_NEEDS_YOU. */
  readonly openKeyFile: (path: string, file: KeyFile & { kind: 'private' }) => Promise<PrivateKey>
  readonly signal: AbortSignal
}

type Candidate = { readonly path: string; readonly file: KeyFile; readonly publicBlob: Buffer | undefined }

/** OpenSSH servers allow six attempts, `none` and a password included. */
export const maxOfferedKeys = 5
// Files behind a passphrase come last, but an agent full of keys must not crowd them out altogether.
const keptForEncrypted = 2

/**
 * In this order: keys of the agent that are configured, files that need no passphrase, the agent's other keys (unless
 * IdentitiesOnly), files behind a passphrase. No more than five.
 */
export async function findIdentities(source: IdentitySource): Promise<Identities> {
  const problems: AppError[] = []
  const agentPath = await findAgent(source.host, source.agentSocket)
  const agentKeys = agentPath === undefined ? [] : await agentKeysOf(agentPath, source, problems)
  const candidates = await Promise.all([...new Set(source.host.identityFiles)].map(readCandidate))

  const fromAgent = (key: AgentKey): Identity => ({
    label: phrase('agentKey', { name: key.comment || fingerprint(key.publicBlob) }),
    publicBlob: () => Promise.resolve(key.publicBlob),
    sign: (data, hash) => signWithAgent(agentPath ?? '', key.publicBlob, data, hash, source.signal),
  })
  const isCandidate = (key: AgentKey): boolean =>
    candidates.some(candidate => candidate.publicBlob?.equals(key.publicBlob))
  const usable = agentKeys.filter(({ publicBlob }) => isUsable(publicBlob))
  const configured = usable.filter(isCandidate)
  const others = source.host.identitiesOnly ? [] : usable.filter(key => !isCandidate(key))

  const open: Identity[] = []
  const encrypted: Identity[] = []
  for (const candidate of candidates) {
    const inAgent = agentKeys.some(key => candidate.publicBlob?.equals(key.publicBlob))
    if (inAgent) continue
    const { file, path } = candidate
    const problem = problemOf(path, file)
    if (problem) problems.push(problem)
    if (file.kind !== 'private') continue
    if (file.encrypted) encrypted.push(fromEncryptedFile(path, file, candidate.publicBlob, source))
    else {
      const key = readPrivateKey(file.text, file.format)
      if (key) open.push(fromKey(path, key))
      else problems.push(appError('SSH_KEY_UNREADABLE', { path, why: phrase('damaged') }))
    }
  }
  for (const key of agentKeys.filter(key => !isUsable(key.publicBlob) && isCandidate(key))) {
    problems.push(unsupportedInAgent(key))
  }

  const first = [...configured.map(fromAgent), ...open]
  const room = maxOfferedKeys - first.length - Math.min(encrypted.length, keptForEncrypted)
  const identities = [...first, ...others.slice(0, Math.max(0, room)).map(fromAgent), ...encrypted]
  return { identities: identities.slice(0, maxOfferedKeys), problems }
}

async function agentKeysOf(
  agent: string,
  { name: host, via, signal }: IdentitySource,
  problems: AppError[],
): Promise<AgentKey[]> {
  try {
    return await listAgentKeys(agent, signal)
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
    problems.push(appError('SSH_AGENT_UNAVAILABLE', { host, via, agent }, error))
    return []
  }
}

/** The file, and the public key it stands for: its own, or that of the `.pub` beside it. */
async function readCandidate(path: string): Promise<Candidate> {
  const file = await readKeyFile(path)
  if ((file.kind === 'private' || file.kind === 'public') && file.publicBlob) {
    return { path, file, publicBlob: file.publicBlob }
  }
  const beside = await readKeyFile(`${path}.pub`)
  return { path, file, publicBlob: beside.kind === 'public' ? beside.publicBlob : undefined }
}

function fromKey(path: string, key: PrivateKey): Identity {
  return {
    label: phrase('keyFile', { path }),
    publicBlob: () => Promise.resolve(key.publicBlob),
    sign: key.sign,
  }
}

/** A server that does not want the key costs nobody a passphrase: it is asked for when there is something to sign. */
function fromEncryptedFile(
  path: string,
  file: KeyFile & { kind: 'private' },
  publicBlob: Buffer | undefined,
  { openKeyFile }: IdentitySource,
): Identity {
  let opening: Promise<PrivateKey> | undefined
  const open = (): Promise<PrivateKey> => (opening ??= openKeyFile(path, file))
  return {
    label: phrase('keyFile', { path }),
    publicBlob: async () => publicBlob ?? (await open()).publicBlob,
    sign: async (data, hash) => (await open()).sign(data, hash),
  }
}

function problemOf(path: string, file: KeyFile): AppError | undefined {
  switch (file.kind) {
    case 'unreadable':
      return appError('SSH_KEY_UNREADABLE', { path, why: file.why })
    case 'unsupported':
      return appError('SSH_KEY_UNSUPPORTED', { path, what: file.what })
    case 'missing':
    case 'public':
    case 'private':
      return undefined
  }
}

/** ssh2 signs with plain keys only. */
function isUsable(publicBlob: Buffer): boolean {
  const type = publicKeyType(publicBlob)
  return type !== undefined && !type.startsWith('sk-') && type !== 'ssh-dss'
}

function unsupportedInAgent(key: AgentKey): AppError {
  const what = phrase('keyFidoInAgent')
  return appError('SSH_KEY_UNSUPPORTED', { path: key.comment || fingerprint(key.publicBlob), what })
}
