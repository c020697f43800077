// P8: a process that carries the connection is killed; back within 5 s, and nobody is asked.
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need, openOnlineSite, type SshSite } from './ssh-site.ts'

const killed: readonly Variant<SshSite>[] = [
  {
    name: 'the server’s process for this connection',
    play: async (site, measured) => {
      const lost = site.next('waiting')
      need((await site.sshd.killSessions()) > 0, 'there was no process to kill')
      const killedOn = performance.now()
      await lost
      await site.answered()
      const ms = performance.now() - killedOn
      measured('back', ms)
      need(ms <= 5_000, `it took ${Math.round(ms)} ms`)
      need(site.asked.length === 0, 'somebody was asked')
    },
  },
]

export const carrierKilled: FaultCase = options => playVariants('P8', options, killed, openOnlineSite)
