// This computer's Tailscale, by way of its own command-line program: addresses, who somebody is, and Serve.
import { isIP } from 'node:net'
import type { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import { tailscaleRunner, type RunTailscale } from './run-tailscale.ts'
import { ServeJson, StatusJson, WhoisJson } from './tailscale-json.ts'

export type TailnetSelf = {
  /** `box.tail1234.ts.net`; undefined where the tailnet gives no names. */
  readonly name: string | undefined
  readonly addresses: readonly string[]
}

/** What Serve does with the root of one HTTPS port. */
export type ServedRoot = {
  /** Where it hands requests to, or what else it does with them; undefined when nothing is served there. */
  readonly target: string | undefined
  /** Whether the whole internet gets there too. */
  readonly isFunnel: boolean
}

export type Tailscale = {
  /** This computer in its tailnet. Rejects with TAILSCALE_DOWN unless it is connected. */
  readonly self: () => Promise<TailnetSelf>
  /** The login name of whoever has this address in the tailnet; undefined when Tailscale knows nobody there. */
  readonly whois: (address: string) => Promise<string | undefined>
  readonly servedRoot: (httpsPort: number) => Promise<ServedRoot>
  /** Lets the tailnet reach `target` (`http://127.0.0.1:PORT`) at the root of an HTTPS port, until undone. */
  readonly serveRoot: (httpsPort: number, target: string) => Promise<void>
  readonly unserveRoot: (httpsPort: number) => Promise<void>
}

const askMs = 5_000
const whoisMs = 3_000
/** The first certificate of a name takes its time. */
const serveMs = 20_000
const unserveMs = 5_000
/** What `whois` says when the machine belongs to no person (tailscale.com/kb/1068). */
const nobody = 'tagged-devices'

/** Every call rejects with TAILSCALE_MISSING, TAILSCALE_TIMEOUT or TAILSCALE_FAILED when there is no answer. */
export function openTailscale(run: RunTailscale = tailscaleRunner(process.env)): Tailscale {
  const ask = async <T>(schema: z.ZodType<T>, args: readonly string[], timeoutMs: number): Promise<T> =>
    read(schema, args, await run(args, { timeoutMs }))

  return {
    async self() {
      const status = await ask(StatusJson, ['status', '--json', '--peers=false'], askMs)
      if (status.BackendState !== 'Running') throw appError('TAILSCALE_DOWN', { state: status.BackendState })
      const name = status.Self?.DNSName.replace(/\.$/, '').toLowerCase()
      return {
        name: name || undefined,
        addresses: (status.Self?.TailscaleIPs ?? []).filter(address => isIP(address) !== 0),
      }
    },

    async whois(address) {
      if (isIP(address) === 0) return undefined
      const { UserProfile } = await ask(WhoisJson, ['whois', '--json', address], whoisMs)
      return UserProfile.LoginName === nobody ? undefined : UserProfile.LoginName
    },

    async servedRoot(httpsPort) {
      const served = await ask(ServeJson, ['serve', 'status', '--json'], askMs)
      const isMeant = (name: string) => name.endsWith(`:${httpsPort}`)
      const sites = Object.entries(served.Web ?? {}).filter(([name]) => isMeant(name))
      const root = sites.map(([, site]) => site.Handlers?.['/']).find(handler => handler !== undefined)
      const raw = served.TCP?.[httpsPort]
      return {
        target: root ? (root.Proxy ?? 'files or text') : raw && !raw.HTTPS ? 'a TCP forward' : undefined,
        isFunnel: Object.entries(served.AllowFunnel ?? {}).some(([name, isOn]) => isOn && isMeant(name)),
      }
    },

    async serveRoot(httpsPort, target) {
      await run(['serve', '--bg', '--yes', `--https=${httpsPort}`, target], { timeoutMs: serveMs })
    },

    async unserveRoot(httpsPort) {
      await run(['serve', '--yes', `--https=${httpsPort}`, 'off'], { timeoutMs: unserveMs })
    },
  }
}

function read<T>(schema: z.ZodType<T>, args: readonly string[], text: string): T {
  try {
    // Programs of some versions say `null` for nothing.
    return schema.parse(JSON.parse(text.trim() || '{}') ?? {})
  } catch (error) {
    const command = ['tailscale', ...args].join(' ')
    throw appError('TAILSCALE_FAILED', { command, said: 'its answer makes no sense' }, error)
  }
}
