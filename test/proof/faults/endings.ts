// F1 and F2: the connection ends, or falls silent, at each stage of its making and of its life.
import type { ConnectionState } from '../../../src-shared/connection.ts'
import type { LadderStepId } from '../../../src-shared/ladder.ts'
import type { ByteFault } from '../../support/fault-relay.ts'
import { makeHostName, type HostName, type NameAnswer } from '../../support/host-names.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { limitMs, need, openSshSite, type SshSite } from './ssh-site.ts'

type NamedSite = SshSite & { readonly hostName: HostName }

type Ending = {
  readonly name: string
  /** To whatever is open. */
  readonly act: (site: SshSite) => void
  /** The same, at an exact byte. */
  readonly fault: ByteFault
}

type Stage = {
  readonly name: string
  /** Arms the fault or waits for the stage, then does it. */
  readonly at: (site: SshSite, act: (site: SshSite) => void, fault: ByteFault) => Promise<void>
}

/** Of the first connection's bytes from the server; those of its banner and its key exchange are all in the clear. */
const atByte = (name: string, bytes: number): Stage => ({
  name,
  at: async (site, _act, fault) => {
    site.proxy.strike({ way: 'down', bytes, connection: 0 }, fault)
    site.connect()
    await site.until('another try', () => site.proxy.accepted() > 1, limitMs(45_000))
  },
})

const atStep = (step: LadderStepId): Stage => ({
  name: `at ${step}`,
  at: async (site, act) => {
    const stop = site.controller.on({
      state: state => {
        if (!('ladder' in state) || !isRunning(state, step)) return
        stop()
        act(site)
      },
    })
    site.connect()
    await site.until(step, state => 'ladder' in state && hasBegun(state, step))
  },
})

function isRunning(state: Extract<ConnectionState, { ladder: unknown }>, id: LadderStepId): boolean {
  return state.ladder.find(step => step.id === id)?.verdict === 'running'
}

function hasBegun(state: Extract<ConnectionState, { ladder: unknown }>, id: LadderStepId): boolean {
  return ['running', 'passed', 'failed'].includes(state.ladder.find(step => step.id === id)?.verdict ?? '')
}

const online: Stage = {
  name: 'when idle',
  at: async (site, act) => {
    site.connect()
    await site.answered()
    act(site)
  },
}

const inFrame = (way: 'up' | 'down'): Stage => ({
  name: `in the middle of a frame ${way}`,
  at: async (site, act) => {
    site.connect()
    await site.answered()
    const from = site.proxy.bytes(way)
    void site.controller.request('echo', 'x'.repeat(400_000)).catch(() => undefined)
    while (site.proxy.bytes(way) < from + 50_000) await new Promise(resolve => setImmediate(resolve))
    act(site)
  },
})

const stages: readonly Stage[] = [
  atByte('at the connect', 0),
  atByte('in the banner', 10),
  atStep('host-key'),
  atStep('ssh-login'),
  atStep('channel'),
  atStep('gateway'),
  atStep('handshake'),
  online,
  inFrame('up'),
  inFrame('down'),
]

const endings: readonly Ending[] = [
  { name: 'RST', act: ({ proxy }) => void proxy.reset(), fault: { kind: 'reset' } },
  { name: 'FIN', act: ({ proxy }) => void proxy.finish(), fault: { kind: 'finish' } },
  { name: 'half-close', act: ({ proxy }) => void proxy.halfClose('down'), fault: { kind: 'half-close' } },
]

const silences: readonly Ending[] = [
  {
    name: 'silence both ways',
    act: ({ proxy }) => void proxy.loseFlows(),
    fault: { kind: 'silence', way: 'both' },
  },
  {
    name: 'silence from the server',
    act: ({ proxy }) => void proxy.loseFlows('down'),
    fault: { kind: 'silence', way: 'down' },
  },
  {
    name: 'silence from the client',
    act: ({ proxy }) => void proxy.loseFlows('up'),
    fault: { kind: 'silence', way: 'up' },
  },
]

/** A name that cannot be looked up at first; which of its ends is met is all that varies here. */
const lookups = (answers: readonly Exclude<NameAnswer, readonly string[]>[], withinMs: number) =>
  answers.map((answer): Variant<NamedSite> => ({
    name: `a lookup that ends with "${answer}"`,
    play: async (site, measured) => {
      site.hostName.lead(answer)
      site.connect()
      await site.until('a wait', ({ phase }) => phase === 'waiting')
      const { state } = site.controller
      need('error' in state && state.error.code === 'HOST_NOT_FOUND', 'the name was not named')
      site.hostName.lead(['127.0.0.1'])
      await isBack(site, measured, performance.now(), withinMs)
    },
  }))

const lookupOfReturn: Variant<NamedSite> = {
  name: 'a lookup that never ends, after a connection that was open',
  play: async (site, measured) => {
    site.connect()
    await site.answered()
    site.hostName.lead('silent')
    site.proxy.reset()
    await site.until('the word for it', now => now.phase === 'waiting' && now.error.code === 'HOST_NOT_FOUND')
    site.hostName.lead(['127.0.0.1'])
    await isBack(site, measured, performance.now(), 15_000)
  },
}

const atStages = (how: readonly Ending[], withinMs: number): Variant<NamedSite>[] =>
  how.flatMap(({ name, act, fault }) =>
    stages.map(stage => ({
      name: `${name} ${stage.name}`,
      play: async (site: NamedSite, measured: Measured) => {
        let struckOn = performance.now()
        await stage.at(
          site,
          at => {
            act(at)
            struckOn = performance.now()
          },
          fault,
        )
        await isBack(site, measured, struckOn, withinMs)
      },
    })),
  )

async function isBack(site: SshSite, measured: Measured, since: number, withinMs: number): Promise<void> {
  await site.answered(limitMs(withinMs))
  measured('back', performance.now() - since)
  need(
    site.states.every(({ phase }) => phase !== 'failed'),
    'it was given up',
  )
  need(site.asked.length === 0, 'somebody was asked')
}

async function openNamedSite(): Promise<NamedSite> {
  const hostName = makeHostName(['127.0.0.1'])
  const site = await openSshSite({ hostName: hostName.name })
  const close = async () => {
    await site.close()
    hostName.close()
  }
  return { ...site, hostName, close }
}

const ends = [...lookups(['unknown', 'away', 'silent'], 15_000), ...atStages(endings, 15_000)]
/** What a resolver's silence is depends on who waits for it: the system, which says so at last, or we. */
const silent = [...lookups(['silent', 'away'], 15_000), lookupOfReturn, ...atStages(silences, 45_000)]

/** The right class, and back by itself. */
export const connectionEnds: FaultCase = options => playVariants('F1', options, ends, openNamedSite, 3)

/** Noticed within 15 s, or within the stage's own deadline before the connection is open. */
export const connectionFallsSilent: FaultCase = options =>
  playVariants('F2', options, silent, openNamedSite, 6)
