// F6 and F18: the SSH server is killed, restarted, replaced, busy or tired of us.
import { startSshd } from '../../support/sshd.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { need, openOnlineSite, openSshSite, type SshSite } from './ssh-site.ts'

async function comesBack(site: SshSite, measured: Measured, withinMs = 20_000): Promise<void> {
  const startedOn = performance.now()
  await site.answered(withinMs)
  measured('back', performance.now() - startedOn)
}

const sshServer: readonly Variant<SshSite>[] = [
  {
    name: 'its session is killed',
    play: async (site, measured) => {
      await site.sshd.killSessions()
      await comesBack(site, measured)
      need(site.logins() === 2, 'it was not logged in to anew')
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
    name: 'it moves to another port behind the same name',
    play: async (site, measured) => {
      const other = await startSshd({
        hostKeys: [site.sshd.hostKey],
        authorizedKeys: [site.sshd.userKey.publicLine],
      })
      try {
        site.proxy.leadTo(other)
        site.proxy.reset()
        await comesBack(site, measured)
      } finally {
        await site.controller.disconnect()
        await other.stop()
      }
    },
  },
  {
    name: 'it comes back with another host key',
    play: async site => {
      const other = await startSshd({ authorizedKeys: [site.sshd.userKey.publicLine] })
      try {
        site.proxy.leadTo(other)
        site.proxy.reset()
        const state = await site.until('a person', ({ phase }) => phase === 'needs-you' || phase === 'failed')
        need('error' in state && state.error.code === 'HOST_KEY_CHANGED', 'the changed key was not named')
        const logins = other.log().filter(line => /Accepted|Failed|Postponed/.test(line))
        need(logins.length === 0, 'a credential was offered to a server with another key')
      } finally {
        await site.controller.disconnect()
        await other.stop()
      }
    },
  },
]

const penalties: readonly Variant<SshSite>[] = [
  {
    name: 'it closes before its first word, again and again',
    play: async site => {
      site.proxy.refuse(true)
      site.connect()
      const state = await site.until(
        'the word for it',
        found => found.phase === 'waiting' && found.error.code === 'SERVER_THROTTLING',
      )
      const waitMs = state.phase === 'waiting' ? (state.retryAt ?? 0) - Date.now() : 0
      need(waitMs > 240_000, `the next try is ${waitMs} ms away`)
      need(site.proxy.accepted() <= 4, `it was dialled ${site.proxy.accepted()} times`)
    },
  },
  {
    name: 'it lets nobody in at all',
    play: async site => {
      site.proxy.silent(true)
      site.connect()
      const state = await site.until('the word for it', ({ phase }) => phase === 'waiting')
      need('error' in state && state.error.code === 'SSH_HANDSHAKE_TIMEOUT', 'the silence was not named')
      site.proxy.pass()
      await site.answered()
    },
  },
]

const strictServer: Variant<SshSite> = {
  name: 'it takes one try and no sessions',
  play: async site => {
    site.connect()
    await site.answered()
  },
}

export const sshServerFails: FaultCase = options => playVariants('F6', options, sshServer, openOnlineSite, 3)

export const serverPunishes: FaultCase = options =>
  playVariants('F18', options, [...penalties, strictServer], () =>
    openSshSite({ sshd: { config: ['MaxAuthTries 2', 'MaxSessions 0', 'MaxStartups 2:100:2'] } }),
  )
