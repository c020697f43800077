// The system's real sshd on a loopback port, with its own keys, users and log, for one test or one bench run.
// Runs as root (any account can log in) and as an ordinary user (only that one can). Its log comes through a pipe that
// this process must keep reading: a synchronous child process (execFileSync) that talks to it can hang.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { descendants, signalAll } from './process-tree.ts'
import { makeSshKey, type SshKey, type SshKeyType } from './ssh-keys.ts'
import { makeTempDir } from './temp-dir.ts'
import { makeThrowawayUser } from './throwaway-user.ts'

export type SshdOptions = {
  /** Default `['ed25519']`. Key generation costs time for rsa. */
  readonly hostKeyTypes?: readonly SshKeyType[]
  /** Present these instead: for a server that must look like another one. */
  readonly hostKeys?: readonly SshKey[]
  /** Public key lines that may log in, beside `userKey`. */
  readonly authorizedKeys?: readonly string[]
  /**
   * Makes a throw-away account with this password (root only, see throwaway-user.ts) and turns on PAM. `userKey` may
   * log in to it as well.
   */
  readonly password?: string
  /** How the password is asked for; default both. */
  readonly passwordMethods?: readonly ('password' | 'keyboard-interactive')[]
  /** More lines of sshd_config, such as `AllowTcpForwarding no`. sshd takes the first of two equal keywords: these come first. */
  readonly config?: readonly string[]
  /** Default a free one. */
  readonly port?: number
  /** `VERBOSE` tells who logs in with what; `DEBUG2` every request for authentication. */
  readonly logLevel?: 'INFO' | 'VERBOSE' | 'DEBUG1' | 'DEBUG2'
}

export type Sshd = {
  readonly host: '127.0.0.1'
  readonly port: number
  /** The account to log in to. */
  readonly user: string
  readonly hostKeys: ReadonlyMap<SshKeyType | number, SshKey>
  /** The first host key. */
  readonly hostKey: SshKey
  /** A key without passphrase that may log in. */
  readonly userKey: SshKey
  /** The server's own directory; tests may put more files there. Removed by `stop`. */
  readonly dir: string
  /** A line for known_hosts that trusts this server's first (or given) host key. */
  readonly hostKeyLine: (key?: SshKey) => string
  /** A block for ssh_config; `lines` come after HostName, Port, User and IdentityFile. */
  readonly configText: (alias: string, lines?: readonly string[]) => string
  /** What sshd has logged so far. */
  readonly log: () => readonly string[]
  /** Settles with the first line, past or future, that matches, or with the one that is it for the given time. */
  readonly waitForLog: (pattern: RegExp, times?: number) => Promise<string>
  /** The processes of the connections that are up (none of sshd itself). */
  readonly sessions: () => Promise<number[]>
  /** Kills every connection's own process; sshd itself goes on and takes new ones. Gives their number. */
  readonly killSessions: () => Promise<number>
  /** Stops sshd and its connections in their tracks (SIGSTOP): connections stay up and say nothing. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  /** Ends sshd and, unless told otherwise, its connections. The port refuses until `start`. */
  readonly halt: (options?: { readonly keepSessions?: boolean }) => Promise<void>
  /** Starts it again on the same port with the same keys. */
  readonly start: () => Promise<void>
  /** `halt` and `start`. */
  readonly restart: () => Promise<void>
  /** Ends everything and removes the directory and the throw-away user. Safe to call twice. */
  readonly stop: () => Promise<void>
}

const sshdProgram = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find(existsSync)

/** Whether this computer has an sshd at all. */
export const haveSshd = sshdProgram !== undefined

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (!sshdProgram) throw new Error('There is no sshd on this computer.')
  const temp = await makeTempDir('sshd')
  // A throw-away account has to reach authorized_keys through this directory.
  await chmod(temp.path, 0o755)
  const account = options.password ? await makeThrowawayUser(options.password, temp.path) : undefined
  const user = account?.name ?? os.userInfo().username

  const userKey = await makeSshKey(temp.path, 'user_key')
  const hostKeys = new Map<SshKeyType | number, SshKey>()
  if (options.hostKeys) options.hostKeys.forEach((key, index) => hostKeys.set(index, key))
  else {
    for (const type of options.hostKeyTypes ?? (['ed25519'] as const)) {
      hostKeys.set(type, await makeSshKey(temp.path, `host_${type}`, { type }))
    }
  }
  const hostKey = [...hostKeys.values()][0]
  if (!hostKey) throw new Error('sshd needs a host key.')

  const authorizedKeys = path.join(temp.path, 'authorized_keys')
  await writeFile(authorizedKeys, [userKey.publicLine, ...(options.authorizedKeys ?? []), ''].join('\n'))
  const port = options.port ?? (await freePort())
  const configFile = path.join(temp.path, 'sshd_config')
  await writeFile(
    configFile,
    configLines(options, { port, hostKeys, authorizedKeys, temp: temp.path }).join('\n'),
  )
  // Where sshd was never started by the system, its empty directory for privilege separation is missing.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })

  const log: string[] = []
  const watchers = new Set<() => void>()
  let child: ChildProcess | undefined

  const waitForLog = (pattern: RegExp, times = 1): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const look = () => {
      const found = log.filter(line => pattern.test(line))[times - 1]
      if (found === undefined) return
      watchers.delete(look)
      resolve(found)
    }
    watchers.add(look)
    look()
    return promise
  }

  const start = async (): Promise<void> => {
    const begun = spawn(sshdProgram, ['-D', '-e', '-f', configFile], { stdio: ['ignore', 'ignore', 'pipe'] })
    child = begun
    const listening = Promise.withResolvers<void>()
    createInterface({ input: begun.stderr }).on('line', line => {
      log.push(line)
      for (const look of watchers) look()
      if (line.includes('Server listening on')) listening.resolve()
    })
    begun.once('exit', code => {
      listening.reject(new Error(`sshd ended with ${code}: ${log.slice(-5).join(' | ')}`))
    })
    process.once('exit', killNow)
    await listening.promise
  }

  const killNow = (): void => {
    child?.kill('SIGKILL')
  }

  const tree = async (): Promise<number[]> =>
    child?.pid === undefined || child.exitCode !== null ? [] : descendants(child.pid)

  const halt = async ({ keepSessions = false } = {}): Promise<void> => {
    process.off('exit', killNow)
    const ending = child
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const sessions = keepSessions ? [] : await tree()
    const ended = once(ending, 'exit')
    signalAll([...(ending.pid === undefined ? [] : [ending.pid]), ...sessions], 'SIGKILL')
    await ended
    child = undefined
  }

  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await halt()
    await account?.remove()
    await temp.remove()
  }

  await start()
  return {
    host: '127.0.0.1',
    port,
    user,
    hostKeys,
    hostKey,
    userKey,
    dir: temp.path,
    hostKeyLine: (key = hostKey) => `[127.0.0.1]:${port} ${key.publicLine.split(' ').slice(0, 2).join(' ')}`,
    configText: (alias, lines = []) =>
      [
        `Host ${alias}`,
        ...[
          `HostName 127.0.0.1`,
          `Port ${port}`,
          `User ${user}`,
          `IdentityFile ${userKey.path}`,
          ...lines,
        ].map(line => `  ${line}`),
        '',
      ].join('\n'),
    log: () => log,
    waitForLog,
    sessions: tree,
    killSessions: async () => {
      const pids = await tree()
      signalAll(pids, 'SIGKILL')
      return pids.length
    },
    freeze: async () => signalAll([...(child?.pid ? [child.pid] : []), ...(await tree())], 'SIGSTOP'),
    thaw: async () => signalAll([...(child?.pid ? [child.pid] : []), ...(await tree())], 'SIGCONT'),
    halt,
    start,
    restart: async () => {
      await halt()
      await start()
    },
    stop: () => (stopping ??= stop()),
  }
}

function configLines(
  options: SshdOptions,
  made: {
    readonly port: number
    readonly hostKeys: ReadonlyMap<unknown, SshKey>
    readonly authorizedKeys: string
    readonly temp: string
  },
): string[] {
  const methods = options.password ? (options.passwordMethods ?? ['password', 'keyboard-interactive']) : []
  const yesNo = (is: boolean) => (is ? 'yes' : 'no')
  return [
    ...(options.config ?? []),
    `Port ${made.port}`,
    'ListenAddress 127.0.0.1',
    ...[...made.hostKeys.values()].map(key => `HostKey ${key.path}`),
    `AuthorizedKeysFile ${made.authorizedKeys}`,
    `PidFile ${path.join(made.temp, 'sshd.pid')}`,
    `UsePAM ${yesNo(options.password !== undefined)}`,
    `PasswordAuthentication ${yesNo(methods.includes('password'))}`,
    `KbdInteractiveAuthentication ${yesNo(methods.includes('keyboard-interactive'))}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UseDNS no',
    'PrintMotd no',
    'PrintLastLog no',
    // What stands in the dot files of whoever runs the tests is no part of them, and may take seconds a login.
    `SetEnv HOME=${made.temp}`,
    // Of this one sshd takes the last (servconf.c, sMaxStartups).
    ...(options.config?.some(line => line.startsWith('MaxStartups ')) ? [] : ['MaxStartups 200']),
    'MaxSessions 200',
    `LogLevel ${options.logLevel ?? 'VERBOSE'}`,
    '',
  ]
}
