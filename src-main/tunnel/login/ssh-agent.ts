// Speaks to the SSH agent (draft-ietf-sshm-ssh-agent): which keys it holds, and signing with one. A connection each, as
// ssh does; every answer is bounded in size and time.
import { readdir } from 'node:fs/promises'
import net from 'node:net'
import type { SshHost } from '../ssh-config/ssh-host.ts'

export type AgentKey = { readonly publicBlob: Buffer; readonly comment: string }

/** The agent does not answer, or not with what was asked for. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
}

const requestIdentities = 11
const identitiesAnswer = 12
const signRequest = 13
const signResponse = 14
const rsaSha256Flag = 2
const rsaSha512Flag = 4
// As OpenSSH's MAX_AGENT_REPLY_LEN.
const maxAnswerBytes = 256 * 1024
const listTimeoutMs = 5_000
// The agent may want a touch or a click first.
const signTimeoutMs = 30_000

/**
 * Where the agent of a host listens; undefined when there is to be none. `socket` stands for SSH_AUTH_SOCK, which an
 * app started from a desktop often lacks.
 */
export async function findAgent(
  host: Pick<SshHost, 'identityAgent'>,
  socket: string | undefined,
): Promise<string | undefined> {
  if (host.identityAgent === 'none') return undefined
  const found = host.identityAgent ?? socket ?? (process.env['SSH_AUTH_SOCK'] || undefined)
  if (found !== undefined || process.platform !== 'win32') return found
  const pipes = await readdir('\\\\.\\pipe\\').catch(() => [])
  // PuTTY 0.77 and later: a pipe for each user and session.
  const pipe =
    pipes.find(name => name === 'openssh-ssh-agent') ?? pipes.find(name => name.startsWith('pageant.'))
  return pipe && `\\\\.\\pipe\\${pipe}`
}

/** The keys it holds, certificates and security keys included. Rejects with AgentError or the signal's reason. */
export async function listAgentKeys(agent: string, signal: AbortSignal): Promise<AgentKey[]> {
  const answer = await ask(agent, Buffer.from([requestIdentities]), identitiesAnswer, listTimeoutMs, signal)
  const read = reader(answer)
  const count = read.number()
  const keys: AgentKey[] = []
  for (let index = 0; index < count; index++) {
    keys.push({ publicBlob: read.string(), comment: read.string().toString('utf8') })
  }
  return keys
}

/**
 * The signature of `data` as it stands behind the algorithm's name in the wire form. Rejects with AgentError (the agent
 * refused, or has lost the key) or the signal's reason.
 */
export async function signWithAgent(
  agent: string,
  publicBlob: Buffer,
  data: Buffer,
  hash: 'sha256' | 'sha512' | undefined,
  signal: AbortSignal,
): Promise<Buffer> {
  const flags = Buffer.alloc(4)
  flags.writeUInt32BE(hash === 'sha256' ? rsaSha256Flag : hash === 'sha512' ? rsaSha512Flag : 0)
  const request = Buffer.concat([
    Buffer.from([signRequest]),
    ...prefixed(publicBlob),
    ...prefixed(data),
    flags,
  ])
  const answer = await ask(agent, request, signResponse, signTimeoutMs, signal)
  const signature = reader(reader(answer).string())
  signature.string()
  return signature.string()
}

async function ask(
  agent: string,
  request: Buffer,
  expected: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Buffer> {
  signal.throwIfAborted()
  const socket = net.connect(agent)
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const fail = (why: string, cause?: unknown): void => reject(new AgentError(why, { cause }))
  const limit = setTimeout(() => fail('no answer in time'), timeoutMs)
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })

  const chunks: Buffer[] = []
  let received = 0
  let needed: number | undefined
  socket.on('data', chunk => {
    chunks.push(chunk)
    received += chunk.length
    if (needed === undefined && received >= 4) needed = 4 + Buffer.concat(chunks).readUInt32BE(0)
    if (needed === undefined) return
    if (needed === 4 || needed > 4 + maxAnswerBytes) return fail('its answer makes no sense')
    if (received < needed) return
    const data = Buffer.concat(chunks)
    if (data[4] === expected) resolve(data.subarray(5, needed))
    else fail('it refused')
  })
  socket.once('error', error => fail('it cannot be reached', error))
  socket.once('close', () => fail('it closed the connection'))
  socket.write(Buffer.concat(prefixed(request)))
  try {
    return await promise
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}

function prefixed(data: Buffer): [Buffer, Buffer] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return [length, data]
}

function reader(data: Buffer): { readonly number: () => number; readonly string: () => Buffer } {
  let at = 0
  const number = (): number => {
    if (at + 4 > data.length) throw new AgentError('its answer is cut short')
    at += 4
    return data.readUInt32BE(at - 4)
  }
  const string = (): Buffer => {
    const length = number()
    if (length > data.length - at) throw new AgentError('its answer is cut short')
    at += length
    return data.subarray(at - length, at)
  }
  return { number, string }
}
