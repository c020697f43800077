// A tunnel opened as the app opens one, with its own known_hosts and ssh_config in a temporary directory and a scripted
// person to answer.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { SshEngine } from '../../src-shared/connection.ts'
import type { LadderEvent } from '../../src-shared/ladder.ts'
import type { PromptAnswer, PromptQuestion } from '../../src-shared/prompts.ts'
import { createLoginMemory, type LoginMemory } from '../../src-main/tunnel/login/login-memory.ts'
import { openTunnel, type OpenTunnelOptions } from '../../src-main/tunnel/open-tunnel.ts'
import type { Tunnel } from '../../src-main/tunnel/tunnel.ts'
import { makeTempDir } from './temp-dir.ts'

export type Person = (question: PromptQuestion) => PromptAnswer | Promise<PromptAnswer>

export type TestHome = {
  readonly dir: string
  readonly appKnownHosts: string
  readonly configFile: string
  /** Every question so far. */
  readonly questions: PromptQuestion[]
  /** Every report so far. */
  readonly reports: Omit<LadderEvent, 'at'>[]
  /** Secrets "in the keychain". */
  readonly secrets: Map<string, string>
  readonly memory: LoginMemory
  /** Instead of ssh_config so far. */
  readonly configure: (...blocks: readonly string[]) => Promise<void>
  readonly trust: (...lines: readonly string[]) => Promise<void>
  /** What Gangway's own known_hosts holds. */
  readonly known: () => Promise<string>
  readonly open: (host: string, options?: TestTunnelOptions) => Promise<Tunnel>
  /** Closes what was opened and removes the directory. */
  readonly remove: () => Promise<void>
}

export type TestTunnelOptions = Partial<Omit<OpenTunnelOptions, 'target' | 'config'>> & {
  readonly engine?: SshEngine
  readonly gatewayPort?: number
  readonly identityFile?: string
  readonly person?: Person
  readonly signal?: AbortSignal
  /** The ssh program; null for none. By default none for ssh2 (our own reader is quicker), `ssh` for the system's. */
  readonly ssh?: string | null
}

/** Lines that keep a test's ssh_config off the computer's own files. */
export const ownFilesOnly = ['UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityAgent none']

export const neverAsked: Person = question => {
  throw new Error(`nobody expected a question of ${question.kind}`)
}

/** Trusts unknown host keys and saves them; answers nothing else. */
export const trusting: Person = question =>
  question.kind === 'host-key' ? { kind: 'host-key', trust: 'save' } : neverAsked(question)

export async function makeTestHome(): Promise<TestHome> {
  const temp = await makeTempDir('home')
  const configFile = path.join(temp.path, 'config')
  const appKnownHosts = path.join(temp.path, 'known_hosts')
  const questions: PromptQuestion[] = []
  const reports: Omit<LadderEvent, 'at'>[] = []
  const secrets = new Map<string, string>()
  const memory = createLoginMemory()
  const tunnels: Tunnel[] = []
  await writeFile(configFile, '')

  return {
    dir: temp.path,
    appKnownHosts,
    configFile,
    questions,
    reports,
    secrets,
    memory,
    configure: (...blocks) =>
      writeFile(configFile, [...blocks, 'Host *', ...ownFilesOnly.map(line => `  ${line}`), ''].join('\n')),
    trust: (...lines) => writeFile(appKnownHosts, [...lines, ''].join('\n')),
    known: () => readFile(appKnownHosts, 'utf8').catch(() => ''),
    open: async (host, options = {}) => {
      const {
        engine = 'ssh2',
        gatewayPort = 18789,
        identityFile,
        person = trusting,
        signal,
        ...rest
      } = options
      const { ssh = engine === 'system' ? 'ssh' : null } = options
      const tunnel = await openTunnel(
        {
          target: { kind: 'ssh', host, gatewayPort, engine, ...(identityFile && { identityFile }) },
          config: { userFile: configFile, systemFile: '/dev/null', ssh },
          appKnownHosts,
          writeUserKnownHosts: false,
          unattended: false,
          secrets: {
            read: id => Promise.resolve(secrets.get(id)),
            write: (id, secret) => Promise.resolve(void secrets.set(id, secret)),
          },
          ...rest,
        },
        {
          report: event => reports.push(event),
          ask: async (question, signal) => {
            questions.push(question)
            const answer = await Promise.race([person(question), aborted(signal)])
            return answer
          },
          signal: signal ?? new AbortController().signal,
        },
      )
      tunnels.push(tunnel)
      return tunnel
    },
    remove: async () => {
      await Promise.all(tunnels.map(tunnel => tunnel.close()))
      await temp.remove()
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  return promise
}
