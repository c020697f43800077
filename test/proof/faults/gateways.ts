// F7: the gateway behind the SSH connection is killed, restarted, replaced, hung. SSH stays up whatever it does, and what
// people are told tells the server, which was reached, from its gateway.
import { sayError } from '../../../src-shared/error-words.ts'
import type { ErrorCode } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { startScriptedGateway } from '../../support/scripted-gateway.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { limitMs, need, openOnlineSite, type SshSite } from './ssh-site.ts'

type Failing = Extract<ConnectionState, { error: unknown }>

async function comesBack(site: SshSite, measured: Measured): Promise<void> {
  const startedOn = performance.now()
  await site.answered(limitMs(20_000))
  measured('back', performance.now() - startedOn)
}

/** Settles with the state that says so, and has found its sentence to say what it should. */
async function says(
  site: SshSite,
  phase: 'waiting' | 'needs-you',
  code: ErrorCode,
  sentence: RegExp,
): Promise<Failing> {
  const isIt = (state: ConnectionState) => state.phase === phase && state.error.code === code
  const state = (await site.until(`${phase}, ${code}`, isIt)) as Failing
  const { message } = sayError(state.error, inEnglish)
  need(sentence.test(message), `it is told with: ${message}`)
  return state
}

/** How far the next try is away, in milliseconds. */
const waitMs = (state: Failing): number =>
  state.phase === 'waiting' ? (state.retryAt ?? Number.NaN) - Date.now() : Number.NaN

const troubles: readonly Variant<SshSite>[] = [
  {
    name: 'it is killed, and another one takes its place at once',
    play: async (site, measured) => {
      const lost = site.next('waiting')
      site.gateway.cut()
      need((await lost).error.code === 'CONNECTION_LOST', 'a cut line has another name')
      await comesBack(site, measured)
    },
  },
  {
    name: 'it says goodbye and restarts',
    play: async (site, measured) => {
      const told = says(site, 'waiting', 'GATEWAY_RESTARTING', /stopping or restarting \(gateway stopping\)/)
      site.gateway.restart()
      await told
      await comesBack(site, measured)
    },
  },
  {
    name: 'it is killed, and started again later',
    play: async (site, measured) => {
      const { port } = site.gateway
      await site.gateway.close()
      const state = await says(site, 'waiting', 'GATEWAY_NOT_LISTENING', /^box was reached, but no gateway/)
      need(state.error.kind === 'forward', 'the server is not told from its gateway')
      const again = await startScriptedGateway({ token: 'shared-secret', port })
      try {
        // By itself: nobody clicks.
        await comesBack(site, measured)
      } finally {
        await site.controller.disconnect()
        await again.close()
      }
    },
  },
  {
    name: 'it is starting, and says when to come back',
    play: async (site, measured) => {
      const error = { code: 'UNAVAILABLE', message: 'starting', retryable: true, retryAfterMs: 2_000 }
      site.gateway.behaviour.refuse = { error, closeCode: 1013 }
      site.gateway.cut()
      const state = await says(site, 'waiting', 'GATEWAY_STARTING', /still starting/)
      need(waitMs(state) > 1_500, `the next try is ${waitMs(state)} ms away, not two seconds`)
      site.gateway.behaviour.refuse = undefined
      await comesBack(site, measured)
    },
  },
  {
    name: 'it is half started: it takes no sessions yet, then some, and is not ready',
    play: async (site, measured) => {
      site.gateway.behaviour.upgrade = 503
      site.gateway.behaviour.upgradeHeaders = { 'retry-after': '2' }
      site.gateway.cut()
      const state = await says(site, 'waiting', 'GATEWAY_STARTING', /still starting/)
      need(waitMs(state) > 1_500, `the next try is ${waitMs(state)} ms away, not two seconds`)
      site.gateway.behaviour.upgrade = 'accept'
      const notReady = { status: 503, failing: ['channels'] }
      site.gateway.behaviour.signs = { healthz: { status: 200 }, startupz: notReady, readyz: notReady }
      await comesBack(site, measured)
      await site.controller.look()
      const { road, http } = site.controller.health.look ?? {}
      const signs = [road, http?.healthz.status, http?.startupz.status, http?.readyz.failing].join()
      need(signs === 'alive,200,503,channels', `the signs of life are not told apart: ${signs}`)
    },
  },
  {
    name: 'it hangs: connections are taken, and nobody speaks HTTP',
    play: async (site, measured) => {
      site.gateway.behaviour.upgrade = 'never'
      site.gateway.cut()
      await says(site, 'waiting', 'GATEWAY_SILENT', /^box, .* accepts connections but did not greet/)
      site.gateway.behaviour.upgrade = 'accept'
      await comesBack(site, measured)
    },
  },
  {
    name: 'it hangs before its first word',
    play: async (site, measured) => {
      site.gateway.behaviour.challenge = 'silent'
      site.gateway.cut()
      await says(site, 'waiting', 'GATEWAY_SILENT', /^box, .* accepts connections but did not greet/)
      site.gateway.behaviour.challenge = 'send'
      await comesBack(site, measured)
    },
  },
  {
    name: 'it hangs in the middle of the session: no answers, no ticks',
    play: async (site, measured) => {
      const dialled = site.proxy.accepted()
      site.gateway.behaviour.hung = true
      const hungOn = performance.now()
      await site.until(
        'a light that is not green',
        now => now.phase !== 'online' || now.degraded !== undefined,
      )
      const greenMs = performance.now() - hungOn
      measured('false green', greenMs)
      need(greenMs <= limitMs(15_000), `the light stayed green for ${Math.round(greenMs)} ms`)
      const state = await says(site, 'waiting', 'GATEWAY_HUNG', /^box was reached, but the gateway there/)
      need(state.error.kind === 'gateway', 'the server is not told from its gateway')
      need(site.proxy.accepted() === dialled, 'the server was dialled anew for it')
      site.gateway.behaviour.hung = false
      site.gateway.cut()
      await comesBack(site, measured)
    },
  },
  {
    name: 'it is upgraded: ours is too old for it, and so it greets',
    play: async site => {
      const details = { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5, serverVersion: '2027.1.0' }
      const error = { code: 'INVALID_REQUEST', message: 'protocol mismatch', details }
      site.gateway.behaviour.refuse = { error, closeCode: 1002 }
      site.gateway.cut()
      const words = /^The gateway \(.+\) speaks protocol 5, Gangway speaks 4\.$/
      const refused = await says(site, 'needs-you', 'GATEWAY_PROTOCOL_MISMATCH', words)
      need(refused.error.details['toUpdate'] === 'gangway', 'it does not say what to update')
      site.gateway.behaviour.refuse = undefined
      site.gateway.behaviour.hello = { protocol: 5 }
      const greetings = site.gateway.seen.length
      site.controller.retryNow()
      await site.until('a try', ({ phase }) => phase === 'opening')
      await says(site, 'needs-you', 'GATEWAY_PROTOCOL_MISMATCH', words)
      need(site.gateway.seen.length === greetings + 1, 'it was not asked again, or more than once')
    },
  },
  {
    name: 'another program has its port and refuses the upgrade',
    play: async (site, measured) => {
      const shown = site.gateway.seen.length
      site.gateway.behaviour.upgrade = 404
      site.gateway.cut()
      await says(
        site,
        'needs-you',
        'NOT_A_GATEWAY',
        /^Something other than a gateway answers at box, .*HTTP 404/,
      )
      need(site.gateway.seen.length === shown, 'a credential was shown to it')
      site.gateway.behaviour.upgrade = 'accept'
      site.controller.retryNow()
      await comesBack(site, measured)
    },
  },
]

/** Whatever the gateway does, the SSH connection before it is none the worse. */
const behindSsh = troubles.map(({ name, play }): Variant<SshSite> => ({
  name,
  play: async (site, measured, random) => {
    await play(site, measured, random)
    need(site.logins() === 1, 'SSH did not stay up')
    need(site.asked.length === 0, 'somebody was asked')
  },
}))

export const gatewayFails: FaultCase = options => playVariants('F7', options, behindSsh, openOnlineSite, 5)
