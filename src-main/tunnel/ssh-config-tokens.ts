// What may stand for something else in a value of ssh_config: `~`, `${VARIABLE}` and `%h`-like tokens.
import { homedir } from 'node:os'

export type TokenValues = {
  readonly alias: string
  readonly hostname: string
  readonly port: number
  readonly user: string
}

/** A path with `~` and tokens replaced. */
export function expandPath(path: string, tokens: TokenValues): string {
  const home = path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
  return home.replace(/%([%hpru])/g, (_, token: string) => {
    if (token === 'h') return tokens.hostname
    if (token === 'p') return String(tokens.port)
    if (token === 'r') return tokens.user
    return token === '%' ? '%' : `%${token}`
  })
}
