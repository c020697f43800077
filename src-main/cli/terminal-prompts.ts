// Answers the questions of a connection on the terminal, or declines where nobody sits at one.
import { createInterface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'
import type {
  HostKeyPrompt,
  KeyboardInteractivePrompt,
  OverSshPrompt,
  PromptAnswer,
} from '../../src-shared/prompts.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'
import { printable } from './output.ts'

export type Terminal = {
  readonly input: Readable
  /** Standard error, so that results on standard output stay clean. */
  readonly output: Writable
  /** Whether a person sits there. Without one every question is declined, except a host key that was given. */
  readonly isInteractive: boolean
}

const declined: PromptAnswer = { kind: 'cancel' }

/**
 * `acceptedHostKeys`: fingerprints (`SHA256:…`) that were given beforehand and need no question. `mayReadToken`: whether
 * the person has said beforehand that the gateway's secret may be read over SSH.
 */
export function terminalPrompts(
  terminal: Terminal,
  acceptedHostKeys: readonly string[] = [],
  { mayReadToken = false } = {},
): AskPerson {
  const say = (text: string) => terminal.output.write(`${printable(text)}\n`)

  return async (question, signal) => {
    if (question.kind === 'host-key') {
      if (acceptedHostKeys.some(given => isSameFingerprint(given, question.fingerprint)))
        return { kind: 'host-key', trust: 'save', expected: question.fingerprint }
      if (acceptedHostKeys.length > 0) {
        say(
          `${question.host} presented ${question.fingerprint}, which is not the key given with --accept-host-key.`,
        )
        return declined
      }
    }
    if (question.kind === 'over-ssh' && question.what === 'read' && mayReadToken) {
      sayOverSsh(question, say)
      return { kind: 'over-ssh' }
    }
    if (!terminal.isInteractive) return declined
    const lines = { ...terminal, signal }
    switch (question.kind) {
      case 'host-key':
        return askHostKey(question, lines, say)
      case 'password': {
        if (question.attempt > 1) say('That password was not accepted.')
        const password = await readHidden(`${question.user}@${question.host}’s password: `, lines)
        return password === undefined ? declined : { kind: 'password', password, save: false }
      }
      case 'passphrase': {
        if (question.attempt > 1) say('That passphrase does not open the key.')
        const passphrase = await readHidden(`Passphrase of ${question.path}: `, lines)
        return passphrase === undefined ? declined : { kind: 'passphrase', passphrase, save: false }
      }
      case 'keyboard-interactive':
        return askLines(question, lines, say)
      case 'over-ssh':
        return askOverSsh(question, lines, say)
      // No command asks for it: the gateway's own host has `gangway devices approve`.
      case 'wider-scope':
        return declined
    }
  }
}

export type Lines = Terminal & { readonly signal: AbortSignal }
type Say = (text: string) => void

async function askHostKey(question: HostKeyPrompt, lines: Lines, say: Say): Promise<PromptAnswer> {
  say(`The key of ${question.host} (${question.address}, port ${question.port}) is not known here.`)
  if (question.via) say(`It is reached through ${question.via}.`)
  say(`${question.keyType} fingerprint: ${question.fingerprint}`)
  if (question.alsoKnownAs.length > 0) say(`The same key is known as: ${question.alsoKnownAs.join(', ')}.`)
  if (question.otherKnownTypes.length > 0)
    say(`Careful: other keys of this host are known (${question.otherKnownTypes.join(', ')}).`)
  say(`To compare, run on the host: ${question.howToCheck}`)
  let prompt = 'Trust it (yes, once, no, or paste the fingerprint)? '
  for (;;) {
    const line = await readLine(prompt, lines)
    const answer = line?.trim()
    if (answer === undefined || answer === 'no') return declined
    if (answer === 'yes') return { kind: 'host-key', trust: 'save' }
    if (answer === 'once') return { kind: 'host-key', trust: 'once' }
    if (isSameFingerprint(answer, question.fingerprint))
      return { kind: 'host-key', trust: 'save', expected: question.fingerprint }
    if (answer.length > 40) say('This is another fingerprint than the one the host presented.')
    prompt = 'Please type yes, once, no or the fingerprint: '
  }
}

async function askLines(question: KeyboardInteractivePrompt, lines: Lines, say: Say): Promise<PromptAnswer> {
  if (question.name) say(question.name)
  if (question.instructions) say(question.instructions)
  const answers: string[] = []
  for (const { text, echo } of question.questions) {
    const prompt = `(${question.user}@${question.host}) ${text.trimEnd()} `
    const answer = await (echo ? readLine(prompt, lines) : readHidden(prompt, lines))
    if (answer === undefined) return declined
    answers.push(answer)
  }
  return { kind: 'keyboard-interactive', answers }
}

async function askOverSsh(question: OverSshPrompt, lines: Lines, say: Say): Promise<PromptAnswer> {
  sayOverSsh(question, say)
  const line = await readLine('Run it, this once (yes or no)? ', lines)
  return line?.trim() === 'yes' ? { kind: 'over-ssh' } : declined
}

function sayOverSsh({ host, user, hostKey, commands }: OverSshPrompt, say: Say): void {
  say(`As ${user} on ${host}, whose key is ${hostKey}, this is to be run:`)
  for (const command of commands) say(`  ${command}`)
}

function isSameFingerprint(given: string, presented: string): boolean {
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^SHA256:/i, '')
      .replace(/=+$/, '')
  return bare(given) === bare(presented)
}

/** The line that is typed; undefined when the person ends the input (Ctrl-D) or interrupts (Ctrl-C). */
export function readLine(prompt: string, lines: Lines): Promise<string | undefined> {
  return readTyped(prompt, lines, lines.output)
}

/** As `readLine`, with nothing of it on the screen. */
export async function readHidden(prompt: string, lines: Lines): Promise<string | undefined> {
  const typed = await readTyped(prompt, lines, nowhere())
  lines.output.write('\n')
  return typed
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

function readTyped(
  prompt: string,
  { input, output, signal }: Lines,
  echo: Writable,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.reject(signal.reason as Error)
  return new Promise((resolve, reject) => {
    // `terminal` makes readline echo by itself, to `echo`, in place of the terminal's own echo.
    const reader = createInterface({ input, output: echo, terminal: true, historySize: 0 })
    // Only now that the terminal's own echo is off: whoever is quick would see the first letters otherwise.
    if (echo !== output) output.write(printable(prompt))
    const onAbort = () => {
      reject(signal.reason as Error)
      reader.close()
    }
    const end = (line: string | undefined) => {
      signal.removeEventListener('abort', onAbort)
      // First: closing the reader counts as the end of the input.
      resolve(line)
      reader.close()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    reader.once('SIGINT', () => end(undefined))
    reader.once('close', () => end(undefined))
    reader.question(printable(prompt), end)
  })
}
