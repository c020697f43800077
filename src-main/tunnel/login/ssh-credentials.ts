// What to try next at a login, and what to say when nothing is left. It knows no socket: ssh2 asks it, step by step.
import type { AnyAuthMethod } from 'ssh2'
import { detailOf } from '../../../src-shared/error-words.ts'
import { appError, isAppError, type AppError } from '../../../src-shared/errors.ts'
import type { PromptAnswer, PromptQuestion } from '../../../src-shared/prompts.ts'
import { phrase, type Said } from '../../../src-shared/said.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import type { KeyFile } from './key-file.ts'
import { startQuestionRounds } from './keyboard-interactive.ts'
import type { LoginMemory } from './login-memory.ts'
import { OneKeyAgent } from './one-key-agent.ts'
import { openPrivateKey, type PrivateKey, type SignatureHash } from './private-key.ts'
import { explainRefusal } from './refused-keys.ts'
import { passphraseId, passwordId, type SavedSecrets } from './saved-secrets.ts'
import { AgentError } from './ssh-agent.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'
import { findIdentities, type Identity } from './ssh-identities.ts'

export type LoginOptions = {
  readonly host: SshHost
  /** As the person named it, or the jump host's own name. */
  readonly name: string
  readonly via: string | undefined
  readonly agentSocket: string | undefined
  readonly secrets: SavedSecrets | undefined
  readonly memory: LoginMemory
  /** Nobody is there: nothing that needs a person is tried. */
  readonly unattended: boolean
  readonly ask: (question: PromptQuestion) => Promise<PromptAnswer>
  /** Marks work in which a person may be asked: should the server hang up, its end is waited for. */
  readonly track: <T>(work: Promise<T>) => Promise<T>
  /** The same while the agent or a key file is at work; the deadline stands still then. */
  readonly whileWaiting: <T>(work: Promise<T>) => Promise<T>
  /** The server has hung up, or the attempt has ended otherwise. */
  readonly isOver: () => boolean
  /** Ends the whole attempt: what cannot be told through ssh2's own callbacks. */
  readonly fail: (error: unknown) => void
  readonly signal: AbortSignal
}

export type Login = {
  /**
   * The next thing to try. `offered` is what the server still takes (undefined before the first answer), `partial`
   * whether it accepted the last one and wants more. Rejects with the AppError that ends the login.
   */
  readonly next: (offered: readonly string[] | undefined, partial: boolean) => Promise<AnyAuthMethod>
  /** What was tried last: "key ~/.ssh/id_ed25519". After success, what let us in. */
  readonly latest: () => Said
  /** Keys, passwords and rounds of questions tried so far. */
  readonly attempts: () => number
  /** Whether the same login would go through again with nobody there, nor anybody bothered by an agent's question. */
  readonly neededNobody: () => boolean
  /** Keeps what the person wanted kept. Gives the error of a store that did not take it. */
  readonly remember: () => Promise<unknown>
}

type Method = 'publickey' | 'keyboard-interactive' | 'password'
type Attempt = { readonly label: Said; readonly method: AnyAuthMethod; readonly forget?: () => void }

const usualOrder: readonly Method[] = ['publickey', 'keyboard-interactive', 'password']
const passphraseTries = 3
/** A signature that takes longer was waiting for a click, a touch or a fingerprint. */
const personMs = 1_500

export function startLogin(options: LoginOptions): Login {
  const { host, name, via, memory, signal } = options
  const at = { host: name, via }
  const username = host.user
  const order = (host.preferredAuthentications ?? usualOrder).filter(isAllowed(host))
  const passwordKey = passwordId(username, host.hostname, host.port)

  const tried: Said[] = []
  const accepted: Said[] = []
  const problems: AppError[] = []
  const wantedYou: Said[] = []
  const keep: { readonly id: string; readonly secret: string; readonly label: string }[] = []
  let identities: Identity[] | undefined
  let latest: Attempt = { label: phrase('noCredential'), method: { type: 'none', username } }
  let offers: readonly string[] = []
  let attempts = 0
  let knownPasswordTried = false
  let passwordTries = 0
  let questionTries = 0
  let hasAskedQuestions = false
  let slowestSignMs = 0

  const openKeyFile = async (path: string, file: KeyFile & { kind: 'private' }): Promise<PrivateKey> => {
    const opened = memory.openedKeys.get(path)
    if (opened) return opened
    const open = (passphrase: string) =>
      options.whileWaiting(openPrivateKey(file.text, file.format, passphrase, signal))
    const saved = await options.secrets?.read(passphraseId(path))
    const bySaved = saved === undefined ? undefined : await open(saved)
    if (bySaved) {
      memory.openedKeys.set(path, bySaved)
      return bySaved
    }
    if (options.unattended)
      throw appError('SSH_LOGIN_NEEDS_YOU', {
        ...at,
        what: phrase(saved === undefined ? 'passphraseOf' : 'passphraseChanged', { path }),
      })
    for (let attempt = 1; attempt <= passphraseTries; attempt++) {
      const answer = await options.ask({ kind: 'passphrase', path, attempt })
      if (answer.kind !== 'passphrase') throw appError('SSH_LOGIN_CANCELLED', at)
      const key = await open(answer.passphrase)
      if (!key) continue
      memory.openedKeys.set(path, key)
      if (answer.save)
        keep.push({ id: passphraseId(path), secret: answer.passphrase, label: `SSH key ${path}` })
      return key
    }
    throw appError('SSH_PASSPHRASE_WRONG', { path })
  }

  /** Notes why a key cannot be used and goes on, unless a person has called the login off. */
  const noteProblem = (error: unknown): void => {
    if (!isAppError(error) || error.code === 'SSH_LOGIN_CANCELLED') throw error
    if (error.code === 'SSH_LOGIN_NEEDS_YOU') wantedYou.push(detailOf(error.report, 'what'))
    else problems.push(error)
  }

  const nextKey = async (): Promise<Attempt | undefined> => {
    if (!identities) {
      const { agentSocket, whileWaiting } = options
      const found = await whileWaiting(findIdentities({ host, name, via, agentSocket, openKeyFile, signal }))
      problems.push(...found.problems)
      identities = [...found.identities]
    }
    for (let identity = identities.shift(); identity; identity = identities.shift()) {
      try {
        const agent = new OneKeyAgent(await identity.publicBlob(), signer(identity))
        return { label: identity.label, method: { type: 'agent', username, agent } }
      } catch (error) {
        noteProblem(error)
      }
    }
    return undefined
  }

  const signer =
    (identity: Identity) =>
    async (data: Buffer, hash: SignatureHash | undefined): Promise<Buffer> => {
      const startedOn = performance.now()
      try {
        const signature = await options.whileWaiting(identity.sign(data, hash))
        slowestSignMs = Math.max(slowestSignMs, performance.now() - startedOn)
        return signature
      } catch (error) {
        if (error instanceof AgentError) {
          problems.push(appError('SSH_AGENT_UNAVAILABLE', { ...at, agent: identity.label }, error))
        } else {
          // A refused passphrase ends this key only; a cancelled one ends the login.
          try {
            noteProblem(error)
          } catch (fatal) {
            options.fail(fatal)
          }
        }
        throw error
      }
    }

  /** A password that needs nobody: typed before, or saved. Never put into keyboard-interactive's questions. */
  const knownPassword = async (): Promise<Attempt | undefined> => {
    if (knownPasswordTried) return undefined
    knownPasswordTried = true
    const typed = memory.passwords.get(passwordKey)
    const password = typed ?? (await options.secrets?.read(passwordKey))
    if (password === undefined) return undefined
    memory.passwords.set(passwordKey, password)
    const forget = () => memory.passwords.delete(passwordKey)
    const label = typed === undefined ? 'the saved password' : 'password'
    return { label, method: { type: 'password', username, password }, forget }
  }

  const askPassword = async (): Promise<Attempt | undefined> => {
    if (options.unattended) wantedYou.unshift(phrase('aPassword'))
    if (options.unattended || passwordTries >= host.passwordPrompts) return undefined
    passwordTries += 1
    const question = { kind: 'password', host: name, user: username, attempt: passwordTries } as const
    const answer = await options.ask(via === undefined ? question : { ...question, via })
    if (answer.kind !== 'password') throw appError('SSH_LOGIN_CANCELLED', at)
    const { password } = answer
    // Kept before it is tried: a server that lost patience meanwhile is dialled again, and nobody types twice.
    memory.passwords.set(passwordKey, password)
    knownPasswordTried = true
    if (answer.save) {
      keep.push({ id: passwordKey, secret: password, label: `SSH password of ${username} at ${name}` })
    }
    const forget = () => {
      memory.passwords.delete(passwordKey)
      const index = keep.findIndex(({ id }) => id === passwordKey)
      if (index >= 0) keep.splice(index, 1)
    }
    return { label: phrase('password'), method: { type: 'password', username, password }, forget }
  }

  const askQuestions = (): Attempt | undefined => {
    if (options.unattended) wantedYou.push(phrase('anAnswer'))
    if (options.unattended || questionTries >= host.passwordPrompts) return undefined
    questionTries += 1
    hasAskedQuestions = true
    const rounds = startQuestionRounds({ host: name, via, user: username, ask: options.ask })
    return {
      label: 'keyboard-interactive',
      method: {
        type: 'keyboard-interactive',
        username,
        prompt: (title, instructions, _language, prompts, finish) => {
          const answerRound = async (): Promise<void> => {
            const answers = await options.track(rounds.answer(title, instructions, prompts))
            if (!options.isOver()) finish(answers)
          }
          answerRound().catch(options.fail)
        },
      },
    }
  }

  const pick = async (): Promise<Attempt | undefined> => {
    for (const method of order) {
      if (!offers.includes(method)) continue
      if (method === 'publickey') {
        const key = await nextKey()
        if (key) return key
        continue
      }
      const known = isAllowed(host)('password') && offers.includes('password') && (await knownPassword())
      if (known) return known
      const asked = method === 'password' ? await askPassword() : askQuestions()
      if (asked) return asked
    }
    return undefined
  }

  const refusal = (): AppError => {
    const [what] = wantedYou
    if (what !== undefined) {
      return appError('SSH_LOGIN_NEEDS_YOU', { ...at, what })
    }
    const wrong = problems.find(({ code }) => code === 'SSH_PASSPHRASE_WRONG')
    const [first] = problems
    if (wrong) return wrong
    if (first && attempts === 0) return first
    const skipped = problems.map(({ report }) => whySkipped(report))
    const given = accepted.map(method => phrase('acceptedButMore', { method }))
    return appError('SSH_LOGIN_REFUSED', {
      ...at,
      user: username,
      tried: [...given, ...tried, ...skipped],
      offered: offers,
    })
  }

  return {
    next: async (offered, partial) => {
      if (offered === undefined) {
        // Asking first what is accepted costs a round trip, which somebody waits for after a loss.
        const known = memory.firstKeyServes.has(passwordKey) && isAllowed(host)('publickey')
        const key = known ? await nextKey() : undefined
        signal.throwIfAborted()
        if (!key) return latest.method
        attempts += 1
        latest = key
        return key.method
      }
      offers = offered
      if (partial) {
        accepted.push(latest.label)
        questionTries = 0
      } else if (latest.method.type !== 'none') {
        tried.push(latest.label)
        latest.forget?.()
      }
      const attempt = await pick()
      signal.throwIfAborted()
      if (!attempt) throw await explainRefusal(refusal(), host, Date.now())
      attempts += 1
      latest = attempt
      return attempt.method
    },
    latest: () => [...accepted, latest.label].reduce((first, second) => phrase('and', { first, second })),
    attempts: () => attempts,
    neededNobody: () => !hasAskedQuestions && slowestSignMs < personMs,
    remember: async () => {
      if (attempts === 1 && latest.method.type === 'agent') memory.firstKeyServes.add(passwordKey)
      else memory.firstKeyServes.delete(passwordKey)
      try {
        for (const { id, secret, label } of keep) await options.secrets?.write(id, secret, label)
        return undefined
      } catch (error) {
        return error
      }
    },
  }
}

function isAllowed(host: SshHost): (method: string) => method is Method {
  const allowed: Readonly<Record<string, boolean>> = {
    publickey: host.pubkeyAuthentication,
    'keyboard-interactive': host.kbdInteractiveAuthentication,
    password: host.passwordAuthentication,
  }
  return (method): method is Method => allowed[method] === true
}

/** Why a key or an agent was not tried, as a piece of the refusal. */
function whySkipped(problem: ErrorReport): Said {
  const detail = (name: string) => detailOf(problem, name)
  const { code } = problem
  if (code === 'SSH_KEY_UNREADABLE')
    return phrase('skippedUnreadable', { path: detail('path'), why: detail('why') })
  if (code === 'SSH_KEY_UNSUPPORTED')
    return phrase('skippedUnsupported', { path: detail('path'), what: detail('what') })
  if (code === 'SSH_AGENT_UNAVAILABLE') return phrase('skippedAgent', { agent: detail('agent') })
  return problem.message
}
