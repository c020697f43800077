// F6: the SSH server is killed, restarted, upgraded, moved, or takes connections and says nothing.
import { makeSshKey } from '../../support/ssh-keys.ts'
import { startSshd, type Sshd, type SshdOptions } from '../../support/sshd.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { limitMs, need, openOnlineSite, type SshSite } from './ssh-site.ts'

async function comesBack(site: SshSite, measured: Measured): Promise<void> {
  const startedOn = performance.now()
  await site.answered(limitMs(20_000))
  measured('back', performance.now() - startedOn)
}

/** Another server takes this one's place, until the function is over. */
async function replaced(
  site: SshSite,
  options: SshdOptions,
  then: (other: Sshd) => Promise<void>,
): Promise<void> {
  const other = await startSshd({ authorizedKeys: [site.sshd.userKey.publicLine], ...options })
  try {
    site.proxy.leadTo(other)
    site.proxy.reset()
    await then(other)
  } finally {
    await site.controller.disconnect()
    await other.stop()
  }
}

const variants: readonly Variant<SshSite>[] = [
  {
    name: 'its process for this connection is killed',
    play: async (site, measured) => {
      await site.sshd.killSessions()
      await comesBack(site, measured)
      await site.sshd.waitForLog(/Accepted publickey for/, 2)
      need(site.logins() === 2, 'it was logged in to more than once again')
    },
  },
  {
    name: 'it is restarted',
    play: async (site, measured) => {
      const lost = site.next('waiting')
      await site.sshd.restart()
      await lost
      await comesBack(site, measured)
    },
  },
  {
    name: 'all of it is killed, and started again once that was noticed',
    play: async (site, measured) => {
      const lost = site.next('waiting')
      await site.sshd.halt()
      await lost
      await site.sshd.start()
      await comesBack(site, measured)
    },
  },
  {
    name: 'it is replaced while its connections live on, as an upgrade does',
    play: async site => {
      const [dialled, states] = [site.proxy.accepted(), site.states.length]
      await site.sshd.halt({ keepSessions: true })
      await site.answered()
      await site.sshd.start()
      await site.answered()
      const isGreen = site.states.slice(states).every(({ phase }) => phase === 'online')
      need(isGreen && site.proxy.accepted() === dialled, 'a living connection was given up')
    },
  },
  {
    name: 'it moves to another port behind the same name',
    play: (site, measured) =>
      replaced(site, { hostKeys: [site.sshd.hostKey] }, () => comesBack(site, measured)),
  },
  {
    name: 'it comes back with a key of another type beside the one it had',
    play: async (site, measured) => {
      const more = await makeSshKey(site.sshd.dir, 'upgraded', { type: 'ecdsa' })
      await replaced(site, { hostKeys: [more, site.sshd.hostKey] }, () => comesBack(site, measured))
      need(site.asked.length === 0, 'somebody was asked about a server that is known')
    },
  },
  {
    name: 'it comes back with another host key',
    play: site =>
      replaced(site, {}, async other => {
        const state = await site.until('a person', ({ phase }) => phase === 'needs-you' || phase === 'failed')
        need('error' in state && state.error.code === 'HOST_KEY_CHANGED', 'the changed key was not named')
        const logins = other.log().filter(line => /Accepted|Failed|Postponed/.test(line))
        need(logins.length === 0, 'a credential was offered to a server with another key')
      }),
  },
  {
    name: 'it takes connections, and says nothing',
    play: async (site, measured) => {
      site.proxy.silent(true)
      site.proxy.reset()
      const isTold = await site.until(
        'the word for it',
        state => state.phase === 'waiting' && state.error.code === 'SSH_HANDSHAKE_TIMEOUT',
      )
      need('error' in isTold && isTold.error.kind === 'network', 'a person was called for it')
      site.proxy.silent(false)
      await comesBack(site, measured)
    },
  },
]

export const sshServerFails: FaultCase = options => playVariants('F6', options, variants, openOnlineSite, 4)
