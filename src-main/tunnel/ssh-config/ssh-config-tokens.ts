// What may stand for something else in a value of ssh_config: `~`, `${VARIABLE}` and `%h`-like tokens.
import { createHash } from 'node:crypto'
import { homedir, hostname as localHostname, userInfo } from 'node:os'
import { ConfigFault } from './ssh-config-lines.ts'

/** Whose configuration it is: what OpenSSH asks the system about the person and the computer. */
export type Surroundings = {
  readonly home: string
  readonly user: string
  /** Minus one where there is none (Windows). */
  readonly uid: number
  readonly hostname: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** OpenSSH takes home and name from the account, not from HOME and USER. */
export function currentSurroundings(): Surroundings {
  const account = currentAccount()
  return {
    home: account.homedir,
    user: account.username,
    uid: account.uid,
    hostname: localHostname(),
    env: process.env,
  }
}

function currentAccount(): { homedir: string; username: string; uid: number } {
  try {
    return userInfo()
  } catch {
    // A container may run under a number that no account has.
    return { homedir: homedir(), username: process.env['USER'] ?? '', uid: process.getuid?.() ?? -1 }
  }
}

/** What the tokens stand for. */
export type TokenValues = {
  /** The name as it was typed. */
  readonly alias: string
  readonly hostname: string
  readonly port: number
  readonly user: string
  readonly hostKeyAlias: string | undefined
  /** The ProxyJump line as it is, for %j. */
  readonly proxyJump: string
  readonly surroundings: Surroundings
}

/** A path with `~`, `${VARIABLE}` and tokens replaced. Throws ConfigFault for what cannot be. */
export function expandPath(path: string, values: TokenValues): string {
  return expandTokens(expandTilde(path, values.surroundings), values)
}

/** `~` and `~/…` become the home folder. Another person's (`~name`) is not looked up. */
export function expandTilde(path: string, { home, user }: Surroundings): string {
  const match = (process.platform === 'win32' ? /^~([^/\\]*)(.*)$/s : /^~([^/]*)(.*)$/s).exec(path)
  if (!match) return path
  const [, name = '', rest = ''] = match
  if (name !== '' && name !== user) throw new ConfigFault(`the home folder of ${name} is not known`)
  return `${home}${rest === '' ? '' : `/${rest.replace(/^[/\\]+/, '')}`}`
}

/** `${VARIABLE}` and `%`-tokens in one go, so that neither is found in what the other stands for. */
export function expandTokens(text: string, values: TokenValues): string {
  return text.replace(
    /\$\{([^}]*)(\}?)|%(.?)/gs,
    (all, variable?: string, close?: string, token?: string) => {
      if (token !== undefined) return tokenValue(token, values)
      if (variable === undefined || close !== '}') throw new ConfigFault(`${all} is not closed`)
      const value = values.surroundings.env[variable]
      if (value === undefined) throw new ConfigFault(`the environment variable ${variable} is not set`)
      return value
    },
  )
}

/** `%h` and `%%`, all that HostName may hold. */
export function expandHostName(text: string, host: string): string {
  return text.replace(/%(.?)/gs, (all, token: string) => {
    if (token === 'h') return host
    if (token === '%') return '%'
    throw new ConfigFault(`HostName does not know ${all}`)
  })
}

function tokenValue(token: string, values: TokenValues): string {
  const { alias, hostname, port, user, hostKeyAlias, proxyJump, surroundings } = values
  switch (token) {
    case '%':
      return '%'
    case 'h':
      return hostname
    case 'n':
      return alias
    case 'k':
      return hostKeyAlias ?? alias
    case 'p':
      return String(port)
    case 'r':
      return user
    case 'u':
      return surroundings.user
    case 'd':
      return surroundings.home
    case 'i':
      return String(surroundings.uid)
    case 'l':
      return surroundings.hostname
    case 'L':
      return surroundings.hostname.split('.')[0] ?? ''
    case 'j':
      return proxyJump
    case 'C':
      return createHash('sha1')
        .update(`${surroundings.hostname}${hostname}${port}${user}${proxyJump}`)
        .digest('hex')
    default:
      throw new ConfigFault(`%${token} is no token`)
  }
}
