// One SSH connection over a socket of ours: key exchange, host key, login, keepalive, channels, and its orderly end.
import type { Duplex } from 'node:stream'
import type { AnyAuthMethod } from 'ssh2'
import { appError, isAppError } from '../../../src-shared/errors.ts'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import { phrase } from '../../../src-shared/said.ts'
import { startDeadline } from '../deadline.ts'
import { checkHostKey, type TrustedHostKey } from '../host-keys/host-key-check.ts'
import { fingerprint, knownHostKeyTypes, saveHostKey } from '../host-keys/host-keys.ts'
import type { HopSteps } from './hop-steps.ts'
import { noteFirstWord, type LoginMemory } from '../login/login-memory.ts'
import type { SavedSecrets } from '../login/saved-secrets.ts'
import { chooseAlgorithms } from './ssh-algorithms.ts'
import { startLogin } from '../login/ssh-credentials.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'
import { holdSshSession, type SshSession } from './ssh-session.ts'
import { connectSsh2, createSsh2Client, watchLoginAnswers } from './ssh2-client.ts'
import { mapSshError, type SshStage } from '../tunnel-errors.ts'

/** What every hop of one opening shares. */
export type SshContext = {
  /** Gangway's own known_hosts. */
  readonly appKnownHosts: string
  /** Whether confirmed keys go to the user's known_hosts too. */
  readonly writeUserKnownHosts: boolean
  readonly secrets: SavedSecrets | undefined
  readonly agentSocket: string | undefined
  readonly unattended: boolean
  readonly memory: LoginMemory
  readonly signal: AbortSignal
}

export type Hop = {
  readonly host: SshHost
  /** As the person named it, or the jump host's own name. */
  readonly name: string
  /** The jump host before it. */
  readonly via: string | undefined
  readonly steps: HopSteps
  /** A fresh stream to the server, and the address it leads to. Called again when the server lost patience. */
  readonly dial: () => Promise<{ readonly stream: Duplex; readonly address: string }>
}

const readyTimeoutMs = 20_000
// More is not an SSH server's greeting (ssh2 itself would read 8 MiB of it).
const maxPreambleBytes = 64 * 1024
const maxRedials = 3

/**
 * Opens the connection and logs in. Rejects with the AppError of the step that failed, already reported on the ladder,
 * or with the signal's reason; nothing is left behind then.
 */
export async function openSshConnection(hop: Hop, context: SshContext): Promise<SshSession> {
  try {
    for (let redials = 0; ; redials++) {
      const question = { settled: undefined as Promise<unknown> | undefined }
      try {
        return await attempt(hop, context, question)
      } catch (error) {
        if (!question.settled || redials === maxRedials || context.signal.aborted) {
          // Nobody waits for the question any more, and when it was called off it rejects.
          question.settled?.catch(() => undefined)
          throw error
        }
        // The server hung up while a person was thinking (LoginGraceTime). The answer is in memory by now: start over.
        await question.settled
      }
    }
  } catch (error) {
    hop.steps.failed(error)
    throw error
  }
}

async function attempt(
  hop: Hop,
  context: SshContext,
  question: { settled: Promise<unknown> | undefined },
): Promise<SshSession> {
  const { host, name, via, steps } = hop
  const { memory, signal, unattended } = context
  signal.throwIfAborted()
  const place = { host, appFile: context.appKnownHosts }
  const at = { host: name, via }
  const { stream, address } = await hop.dial()
  steps.running('host-key')

  const opened = Promise.withResolvers<void>()
  // Called off while the known keys are still being read, it fails before anybody waits for it.
  opened.promise.catch(() => undefined)
  const client = createSsh2Client()
  const preamble = watchPreamble(stream)
  let stage: SshStage = 'banner'
  let isOver = false
  let hasAsked = false
  const working = new Set<Promise<unknown>>()
  let acceptedKey: Buffer | undefined
  let keyKept: Promise<void> | undefined

  const fail = (error: unknown): void => {
    if (isOver) return
    isOver = true
    // What a person is being asked outlives this attempt. An answer that came as the server hung up was not heard.
    const unheard = hasAsked && isAppError(error, 'CONNECTION_LOST')
    if (steps.isAsking() || unheard) question.settled = allOf(working)
    opened.reject(error)
  }
  const failWith = (error: unknown): void => {
    const stageNow = stage === 'banner' && preamble.isOver() ? 'key-exchange' : stage
    const details = { port: host.port, user: host.user, attempts: login.attempts() }
    fail(mapSshError(error, { ...at, ...details, stage: stageNow, preamble: preamble.text() }))
  }
  const deadline = startDeadline(readyTimeoutMs, () => {
    fail(appError('SSH_HANDSHAKE_TIMEOUT', { ...at, timeoutMs: readyTimeoutMs }))
  })
  // A connection whose first bytes were lost with the network would be waited for long after that is back.
  const firstWordMs = Math.min(readyTimeoutMs, memory.firstWordTimeoutMs)
  const firstWord = setTimeout(() => {
    if (!unattended || stage !== 'banner' || preamble.text() !== '') return
    noteFirstWord(memory, false)
    fail(appError('SSH_HANDSHAKE_TIMEOUT', { ...at, timeoutMs: firstWordMs }))
  }, firstWordMs)
  const ask = (asked: PromptQuestion): Promise<PromptAnswer> => {
    hasAsked = true
    return steps.ask(asked, deadline)
  }
  /** Work in which a person may be asked: it is what a redial waits for. */
  const track = async <T>(work: Promise<T>): Promise<T> => {
    working.add(work)
    try {
      return await work
    } finally {
      working.delete(work)
    }
  }
  const whileWaiting = async <T>(work: Promise<T>): Promise<T> => {
    deadline.pause()
    try {
      return await track(work)
    } finally {
      deadline.resume()
    }
  }
  const login = startLogin({
    host,
    name,
    via,
    agentSocket: context.agentSocket,
    secrets: context.secrets,
    memory,
    unattended,
    ask,
    track,
    whileWaiting,
    fail,
    isOver: () => isOver,
    signal,
  })

  const verifyKey = async (key: Buffer, verify: (trusted: boolean) => void): Promise<void> => {
    // A later key exchange has to be with the very same server.
    if (acceptedKey) return verify(acceptedKey.equals(key))
    stage = 'key-exchange'
    const trusted = await checkHostKey({ place, name, via, address, memory, unattended, ask }, key)
    acceptedKey = key
    if (isOver) return
    client.once('handshake', ({ kex, cs }) => {
      stage = 'login'
      steps.learned('host-key', { software: softwareOf(preamble.text()), kex, cipher: cs.cipher })
      keyKept = keepKey(key, trusted)
      keyKept.catch(fail)
    })
    verify(true)
  }

  /** Only now has the server proved that the key is its own. */
  const keepKey = async (key: Buffer, trusted: TrustedHostKey): Promise<void> => {
    if (trusted.save) await saveHostKey(place, key, { toUserFile: context.writeUserKnownHosts })
    if (isOver) return
    steps.passed('host-key', trusted.note)
    steps.running('ssh-login')
  }

  let offered: readonly string[] | undefined
  let partial = false
  const giveNextMethod = async (give: (method: AnyAuthMethod) => void): Promise<void> => {
    await keyKept
    const method = await track(login.next(offered, partial))
    if (!isOver) give(method)
  }

  const onAbort = (): void => fail(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  // Stays for ever: ssh2 emits `error` more than once, and an unheard one would end the process.
  client.on('error', error => {
    const { level } = error as { level?: string }
    // A key could not sign; ssh2 goes on to the next method by itself.
    if (stage === 'login' && (level === 'agent' || level === 'client-authentication')) return
    failWith(error)
  })
  client.once('close', () => failWith(undefined))
  client.once('ready', () => {
    // A server that skips steps is not to be believed.
    if (stage === 'login') opened.resolve()
    else failWith(new Error('a login was granted before the key exchange was over'))
  })
  client.on('change password', () => {
    fail(appError('SSH_LOGIN_NEEDS_YOU', { ...at, what: phrase('newPassword') }))
  })

  try {
    const algorithms = chooseAlgorithms(host, await knownHostKeyTypes(place), at)
    // A socket that broke meanwhile has told nobody.
    if (stream.destroyed) failWith(undefined)
    if (!isOver) {
      connectSsh2(client, {
        sock: stream,
        username: host.user,
        algorithms,
        hostVerifier: (key, verify) => {
          track(verifyKey(key, verify)).catch(fail)
        },
        authHandler: (_left, _partial, next) => {
          giveNextMethod(next).catch(fail)
        },
      })
      watchLoginAnswers(client, (left, more) => {
        if (offered === undefined) steps.learned('ssh-login', { offered: left })
        offered = left
        partial = more
      })
    }
    await opened.promise
    noteFirstWord(memory, true)
    // `ready` is believed only after the key exchange, see above.
    const hostKey = acceptedKey ? fingerprint(acceptedKey) : ''
    const reopensAlone = login.neededNobody()
    const session = holdSshSession({ client, stream, host, name, hostKey, via, reopensAlone })
    await keyKept
    const unsaved = await login.remember()
    // Called off in the very moment it opened: nobody would close it any more.
    signal.throwIfAborted()
    const note = { how: login.latest(), user: host.user }
    steps.passed('ssh-login', phrase(unsaved ? 'noteLoginUnsaved' : 'noteLogin', note))
    return session
  } catch (error) {
    isOver = true
    stream.destroy()
    throw error
  } finally {
    deadline.clear()
    clearTimeout(firstWord)
    preamble.stop()
    signal.removeEventListener('abort', onAbort)
  }
}

async function allOf(work: Iterable<Promise<unknown>>): Promise<void> {
  await Promise.all(work)
}

/** RFC 4253, 4.2: `SSH-2.0-softwareversion SP comments`. */
function softwareOf(preamble: string): string | undefined {
  return /^SSH-(?:2\.0|1\.99)-([\x20-\x7e]{1,200})/m.exec(preamble)?.[1]?.trim()
}

/** What a server says before its identification; more than 64 KiB of it ends the connection. */
function watchPreamble(stream: Duplex): {
  readonly text: () => string
  readonly isOver: () => boolean
  readonly stop: () => void
} {
  let text = ''
  let over = false
  const onData = (chunk: Buffer): void => {
    text += chunk.toString('latin1')
    // RFC 4253, 4.2 and 5.1: later versions call themselves 1.99 where they also speak the first.
    if (/^SSH-(?:2\.0|1\.99)-/m.test(text)) stop(true)
    else if (text.length > maxPreambleBytes) stream.destroy()
  }
  const stop = (isOver: boolean): void => {
    over = isOver
    stream.off('data', onData)
  }
  // Paused first: a listener for data would make the stream flow before ssh2 listens too.
  stream.pause()
  stream.on('data', onData)
  return { text: () => text, isOver: () => over, stop: () => stop(over) }
}
