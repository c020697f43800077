// F18: the server has had enough of us, or takes less than we would like. It is left alone, and it is said why.
import { once } from 'node:events'
import net from 'node:net'
import { systemClock } from '../../../src-main/connection/clock.ts'
import type { Clock } from '../../../src-shared/clock.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { sayError } from '../../../src-shared/error-words.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { makeSshKey } from '../../support/ssh-keys.ts'
import { makeTestHome, neverAsked } from '../../support/test-tunnel.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Variant } from './play-variants.ts'
import { need, openOnlineSite, openSshSite, type SshSite } from './ssh-site.ts'

/** Each server is another one, so each opens its own site. */
type Nothing = { readonly close: () => Promise<void> }

const onSite = (
  name: string,
  open: () => Promise<SshSite>,
  play: (site: SshSite) => Promise<void>,
): Variant<Nothing> => ({
  name,
  play: async () => {
    const site = await open()
    try {
      await play(site)
      need(site.asked.length === 0, 'somebody was asked')
    } finally {
      await site.close()
    }
  },
})

const withConfig =
  (...config: readonly string[]) =>
  () =>
    openSshSite({ sshd: { config } })

/** Waits are over at once; only how long they were meant to be counts. */
const impatient: Clock = { ...systemClock, after: (ms, run) => systemClock.after(Math.min(ms, 20), run) }

const leastThrottledMs = 240_000

function waitOf(state: ConnectionState): { readonly code: string; readonly ms: number } | undefined {
  if (state.phase !== 'waiting') return undefined
  return { code: state.error.code, ms: (state.retryAt ?? Number.NaN) - Date.now() }
}

function wordsOf(state: ConnectionState): ReturnType<typeof sayError> {
  return 'error' in state ? sayError(state.error, inEnglish) : { message: state.phase, remedy: '' }
}

/** It says that it limits us, what to look for on the server, and leaves it alone for minutes. */
async function isLeftAlone(site: SshSite): Promise<void> {
  const state = await site.until('the word for it', now => waitOf(now)?.code === 'SERVER_THROTTLING')
  const wait = waitOf(state)
  need(wait !== undefined && wait.ms > leastThrottledMs, `the next try is ${wait?.ms} ms away`)
  const { message, remedy } = wordsOf(state)
  need(/keeps closing new connections/.test(message) && /PerSourcePenalties/.test(remedy), message)
}

const penalties: readonly Variant<Nothing>[] = [
  onSite(
    'it closes before its first word, ten times in a row',
    () => openSshSite({ clock: impatient }),
    async site => {
      const waits: { code: string; ms: number }[] = []
      const tenth = Promise.withResolvers<void>()
      site.controller.on({
        state: state => {
          const wait = waitOf(state)
          if (wait) waits.push(wait)
          if (waits.length === 10) tenth.resolve()
        },
      })
      site.proxy.refuse(true)
      site.connect()
      await tenth.promise
      await site.controller.disconnect()
      const early = waits.slice(0, 2).every(({ code, ms }) => code === 'SSH_CLOSED_EARLY' && ms < 2_000)
      need(early, 'the first two were not taken for accidents')
      const late = waits
        .slice(2)
        .every(({ code, ms }) => code === 'SERVER_THROTTLING' && ms > leastThrottledMs)
      need(late, `it was not left alone: ${JSON.stringify(waits)}`)
    },
  ),
  onSite(
    'as many as MaxStartups allows are waiting to log in',
    withConfig('MaxStartups 2:100:2'),
    async site => {
      const others = [0, 1].map(() => net.connect(site.sshd.port, site.sshd.host))
      try {
        await Promise.all(others.map(other => once(other, 'data')))
        site.connect()
        await isLeftAlone(site)
        await site.sshd.waitForLog(/MaxStartups/)
        need(site.proxy.accepted() <= 4, `it was dialled ${site.proxy.accepted()} times`)
      } finally {
        for (const other of others) other.destroy()
      }
      // Should sshd not have noticed yet, it is tried once more.
      site.controller.retryNow()
      await site.answered()
    },
  ),
  onSite(
    'more keys are offered than MaxAuthTries allows',
    async () => {
      const site = await openSshSite({ sshd: { config: ['MaxAuthTries 2'] } })
      const keys = await Promise.all([1, 2, 3].map(turn => makeSshKey(site.sshd.dir, `stranger_${turn}`)))
      await site.rewriteConfig(text =>
        text.replace(/^.*IdentityFile .*$/m, keys.map(({ path }) => `  IdentityFile ${path}`).join('\n')),
      )
      return site
    },
    async site => {
      site.connect()
      const state = await site.until('a person', ({ phase }) => phase === 'needs-you')
      const { message, remedy } = wordsOf(state)
      need(/^box stopped the login of \S+ after \d+ keys/.test(message), message)
      need(/IdentitiesOnly/.test(remedy), remedy)
      site.controller.kick('wake')
      site.controller.kick('network')
      need(site.proxy.accepted() === 1, 'it was tried again although only a person can mend it')
    },
  ),
  onSite('it takes no sessions beside the connection', withConfig('MaxSessions 0'), async site => {
    site.connect()
    await site.answered()
    const channels = await Promise.all(
      Array.from({ length: 10 }, () => site.controller.openRemoteChannel(AbortSignal.timeout(10_000))),
    )
    for (const channel of channels) channel.destroy()
    // What needs a session of its own says what is in its way; the connection goes on.
    const home = await makeTestHome()
    try {
      await home.configure(site.sshd.configText('box'))
      await home.trust(site.sshd.hostKeyLine())
      const tunnel = await home.open('box', { person: neverAsked })
      const why = await tunnel
        .run({ command: 'true', input: '', timeoutMs: 5_000 }, AbortSignal.timeout(10_000))
        .then(
          () => undefined,
          (error: unknown) => error,
        )
      const words = isAppError(why) ? sayError(why.report, inEnglish).message : String(why)
      need(/this login may not run commands there/.test(words), `a command was refused with: ${words}`)
      await tunnel.probe(5_000)
    } finally {
      await home.remove()
    }
    await site.answered()
    need(site.proxy.accepted() === 1, 'it was dialled anew')
  }),
  onSite('it answers with a penalty for this address, as OpenSSH 9.8 does', openOnlineSite, async site => {
    // srclimit.c: what is under a penalty is told so in place of the server's identification.
    const server = net.createServer(socket =>
      socket.on('error', () => undefined).end('Not allowed at this time\r\n'),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const dialled = site.proxy.accepted()
      site.proxy.leadTo({ host: '127.0.0.1', port: (server.address() as net.AddressInfo).port })
      site.proxy.reset()
      await isLeftAlone(site)
      need(site.proxy.accepted() <= dialled + 4, `it was dialled ${site.proxy.accepted() - dialled} times`)
      site.proxy.leadTo(site.sshd)
      site.controller.retryNow()
      await site.answered()
    } finally {
      server.close()
    }
  }),
]

const nothingBefore = async (): Promise<Nothing> => ({ close: async () => undefined })

export const serverPunishes: FaultCase = options => playVariants('F18', options, penalties, nothingBefore, 3)
