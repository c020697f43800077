// Our own reader of ssh_config, for computers without ssh: what `ssh -G` would say, and it never runs anything.
import { join } from 'node:path'
import { appError } from '../../../src-shared/errors.ts'
import { includedFiles } from './ssh-config-include.ts'
import { findKeyword } from './ssh-config-keywords.ts'
import { ConfigFault, parseConfigLine, type ConfigLine } from './ssh-config-lines.ts'
import { matchesCriteria, matchesHost, MatchExecRefused, type MatchFacts } from './ssh-config-match.ts'
import { readConfigLines } from './ssh-config-text.ts'
import { writtenAddress } from './written-address.ts'
import { currentSurroundings, expandHostName, type Surroundings } from './ssh-config-tokens.ts'
import { matchesList } from './name-patterns.ts'
import type { SshConfigSource } from './ssh-host.ts'
import type { SshOptions } from './ssh-host-options.ts'
import type { ParsedTarget } from './ssh-target.ts'

export const maxIncludeDepth = 16
// OpenSSH has no such limit; files that include each other in many branches would keep it busy for hours.
export const maxConfigFiles = 1_024

/** The two files that count, the person's first. */
export type ConfigFiles = {
  readonly user: ConfigFile
  readonly system: ConfigFile | undefined
}

export type ConfigFile = {
  readonly path: string
  /** Where relative Include paths begin. */
  readonly includeFolder: string
  /** A file named by hand is read whoever may write to it, as with `ssh -F`; its includes are not. */
  readonly ownersOnly: boolean
  /** A file named by hand has to be there, again as with `ssh -F`. */
  readonly required: boolean
}

export function configFiles(source: SshConfigSource, { home }: Surroundings): ConfigFiles {
  const sshFolder = join(home, '.ssh')
  const systemFolder =
    process.platform === 'win32' ? join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'ssh') : '/etc/ssh'
  const systemPath =
    source.systemFile ?? (source.userFile === undefined ? join(systemFolder, 'ssh_config') : undefined)
  return {
    user: {
      path: source.userFile ?? join(sshFolder, 'config'),
      includeFolder: sshFolder,
      ownersOnly: source.userFile === undefined,
      required: source.userFile !== undefined,
    },
    system:
      systemPath === undefined
        ? undefined
        : { path: systemPath, includeFolder: systemFolder, ownersOnly: false, required: false },
  }
}

/**
 * The options of a host, keyed and valued as `ssh -G` prints them, except that several files on one line are several
 * values. Rejects with SSH_CONFIG_BROKEN, SSH_CONFIG_UNSUPPORTED (Match exec) or the signal's reason.
 */
export async function readSshOptions(
  target: ParsedTarget,
  source: SshConfigSource,
  signal: AbortSignal,
  surroundings: Surroundings = currentSurroundings(),
): Promise<SshOptions> {
  return new Reading(target, surroundings, signal).run(configFiles(source, surroundings))
}

class Reading {
  readonly #target: ParsedTarget
  readonly #surroundings: Surroundings
  readonly #signal: AbortSignal
  readonly #options = new Map<string, string[]>()
  readonly #warnings = new Set<string>()
  #ignored = ''
  #finalPass = false
  #wantsFinalPass = false
  #filesRead = 0

  constructor(target: ParsedTarget, surroundings: Surroundings, signal: AbortSignal) {
    this.#target = target
    this.#surroundings = surroundings
    this.#signal = signal
    if (target.user !== undefined) this.#options.set('user', [target.user])
    if (target.port !== undefined) this.#options.set('port', [String(target.port)])
  }

  async run(files: ConfigFiles): Promise<SshOptions> {
    await this.#pass(files)
    this.#settleHostname(files.user.path)
    if (this.#wantsFinalPass) {
      this.#finalPass = true
      await this.#pass(files)
    }
    if (this.#warnings.size > 0) this.#options.set('not-understood', [...this.#warnings])
    return this.#options
  }

  async #pass({ user, system }: ConfigFiles): Promise<void> {
    this.#filesRead = 0
    await this.#readFile(user, 0, { reachable: true })
    if (system) await this.#readFile(system, 0, { reachable: true })
  }

  /** Not `reachable`: included inside a block that does not apply. OpenSSH then still complains about its mistakes. */
  async #readFile(file: ConfigFile, depth: number, { reachable }: { reachable: boolean }): Promise<void> {
    this.#signal.throwIfAborted()
    if (depth > maxIncludeDepth)
      throw broken(file.path, 0, 'too many levels of Include; a file may include itself')
    this.#filesRead += 1
    if (this.#filesRead > maxConfigFiles)
      throw broken(file.path, 0, `more than ${maxConfigFiles} files are included`)
    let active = reachable
    let number = 0
    try {
      const lines = await readConfigLines(file.path, file)
      if (!lines && file.required && depth === 0) throw new ConfigFault('it is not there')
      for (const text of lines ?? []) {
        number += 1
        const line = parseConfigLine(text)
        if (!line) continue
        if (line.keyword === 'include') await this.#include(line, file, depth, active)
        else if (line.keyword === 'host') active = matchesHost(line.words, this.#facts().name) && reachable
        else if (line.keyword === 'match') active = this.#match(line, reachable)
        else this.#apply(line, active)
      }
    } catch (error) {
      if (error instanceof ConfigFault) throw broken(file.path, number, error.message, error)
      if (error instanceof MatchExecRefused) {
        const what = `Match exec (${file.path}, line ${number}), a command,`
        throw appError('SSH_CONFIG_UNSUPPORTED', { host: this.#target.host, what }, error)
      }
      throw error
    }
  }

  async #include(line: ConfigLine, file: ConfigFile, depth: number, active: boolean): Promise<void> {
    for (const word of line.words) {
      if (word === '') throw new ConfigFault('keyword include empty argument')
      for (const path of await includedFiles(word, file.includeFolder, this.#surroundings)) {
        await this.#readFile({ ...file, path, ownersOnly: true }, depth + 1, { reachable: active })
      }
    }
  }

  #match(line: ConfigLine, reachable: boolean): boolean {
    const outcome = matchesCriteria(line.words, this.#facts(), { skipExec: !reachable })
    this.#wantsFinalPass ||= outcome.wantsFinalPass
    return reachable && outcome.matched
  }

  #apply(line: ConfigLine, active: boolean): void {
    if (line.keyword === 'ignoreunknown') {
      if (this.#ignored === '') this.#ignored = line.words[0] ?? ''
      return
    }
    const keyword = findKeyword(line.keyword)
    if (keyword === 'unused') return
    if (keyword === undefined) {
      if (active && matchesList(line.keyword, this.#ignored, { ignoreCase: true }) !== 'yes') {
        this.#warnings.add(line.keyword)
      }
      return
    }
    const values = keyword.read(line)
    if (!active || values.length === 0) return
    const present = this.#options.get(keyword.name)
    if (keyword.keeps === 'each') {
      const all = [...new Set([...(present ?? []), ...values])]
      if (all.length > keyword.most) throw new ConfigFault(`more than ${keyword.most} of ${line.keyword}`)
      this.#options.set(keyword.name, all)
    } else if (!present && !keyword.unless.some(other => this.#rules(other))) {
      this.#options.set(keyword.name, values)
    }
  }

  /** Whether the other way to a proxy is taken. "ProxyJump none" leaves room for a command, "ProxyCommand none" none for a jump. */
  #rules(other: string): boolean {
    const value = this.#options.get(other)?.[0]
    return value !== undefined && !(other === 'proxyjump' && value === 'none')
  }

  /** HostName with its `%h`, in lower case or as addresses are written: what the final pass and the dialling go by. */
  #settleHostname(path: string): void {
    const hostname = inFile(path, () => this.#hostnameSoFar())
    this.#options.set('hostname', [writtenAddress(hostname) ?? hostname.toLowerCase()])
  }

  #hostnameSoFar(): string {
    const configured = this.#options.get('hostname')?.[0]
    if (configured === undefined) return this.#target.host
    return this.#finalPass ? configured : expandHostName(configured, this.#target.host)
  }

  #facts(): MatchFacts {
    const hostname = this.#hostnameSoFar()
    return {
      name: this.#finalPass ? hostname : this.#target.host,
      originalHost: this.#target.host,
      hostname,
      user: this.#options.get('user')?.[0] ?? this.#surroundings.user,
      localUser: this.#surroundings.user,
      tag: this.#options.get('tag')?.[0] ?? '',
      finalPass: this.#finalPass,
    }
  }
}

/** For what shows only when all the files are read: no line can be named. */
function inFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ConfigFault) throw broken(path, 0, error.message, error)
    throw error
  }
}

function broken(path: string, line: number, why: string, cause?: unknown): Error {
  return appError('SSH_CONFIG_BROKEN', { path, line, why }, cause)
}
