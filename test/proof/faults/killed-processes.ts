// P8: a process that carries the connection is killed; back within 5 s, and nobody is asked.
import type { SshEngine } from '../../../src-shared/connection.ts'
import { runProgram } from '../../support/run-program.ts'
import { descendants, signalAll } from '../../support/process-tree.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { limitMs, need, openOnlineSite, type SshSite } from './ssh-site.ts'

type Bench = { readonly close: () => Promise<void> }
type Carrier = {
  readonly engine: SshEngine
  readonly name: string
  /** Gives how many processes were killed. */
  readonly kill: (site: SshSite) => Promise<number>
}

/** The system's ssh as we start it, told from those of other connections by its configuration. */
async function ownSsh(site: SshSite): Promise<number[]> {
  const below = await descendants(process.pid)
  const table = await runProgram('ps', ['-A', '-ww', '-o', 'pid=,args='])
  return table.split('\n').flatMap(line => {
    const [, pid, args = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    const isIt = args.includes(site.sshConfigFile) && args.includes(' -W ') && below.includes(Number(pid))
    return isIt ? [Number(pid)] : []
  })
}

async function killOwnSsh(site: SshSite): Promise<number> {
  const pids = await ownSsh(site)
  signalAll(pids, 'SIGKILL')
  return pids.length
}

const killAtServer = (site: SshSite): Promise<number> => site.sshd.killSessions()

const carriers: readonly Carrier[] = [
  { engine: 'ssh2', name: 'built-in SSH: the server’s process', kill: killAtServer },
  { engine: 'system', name: 'the system’s ssh: the server’s process', kill: killAtServer },
  { engine: 'system', name: 'the system’s ssh: our own ssh -W', kill: killOwnSsh },
]

const killed = carriers.map(({ engine, name, kill }): Variant<Bench> => ({
  name,
  play: async (_bench, measured) => {
    const site = await openOnlineSite({ engine })
    try {
      await backAfter(site, kill, measured)
    } finally {
      await site.close()
    }
  },
}))

async function backAfter(site: SshSite, kill: Carrier['kill'], measured: Measured): Promise<void> {
  const lost = site.next('waiting')
  need((await kill(site)) > 0, 'there was no process to kill')
  const killedOn = performance.now()
  await lost
  await site.answered()
  const ms = performance.now() - killedOn
  measured('back', ms)
  need(ms <= limitMs(5_000), `it took ${Math.round(ms)} ms`)
  need(site.asked.length === 0, 'somebody was asked')
}

const nothingBefore = async (): Promise<Bench> => ({ close: async () => undefined })

export const carrierKilled: FaultCase = options => playVariants('P8.ssh', options, killed, nothingBefore)
