// F1 and F2: the connection ends, or falls silent, at each stage of its making and of its life.
import type { ConnectionState } from '../../../src-shared/connection.ts'
import type { LadderStepId } from '../../../src-shared/ladder.ts'
import type { FaultCase } from './fault-case.ts'
import { playVariants, type Measured, type Variant } from './play-variants.ts'
import { openSshSite, need, type SshSite } from './ssh-site.ts'

type Stage = {
  readonly name: string
  /** Arms the fault or waits for the stage, then does it. */
  readonly at: (site: SshSite, act: (site: SshSite) => void) => Promise<void>
}

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
  atStep('host-key'),
  atStep('ssh-login'),
  atStep('channel'),
  atStep('gateway'),
  atStep('handshake'),
  online,
  inFrame('up'),
  inFrame('down'),
]

type Ending = { readonly name: string; readonly act: (site: SshSite) => void }

const endings: readonly Ending[] = [
  { name: 'RST', act: ({ proxy }) => void proxy.reset() },
  { name: 'FIN', act: ({ proxy }) => void proxy.finish() },
  { name: 'half-close', act: ({ proxy }) => void proxy.halfClose('down') },
]

const silences: readonly Ending[] = [
  { name: 'silence both ways', act: ({ proxy }) => void proxy.loseFlows() },
  { name: 'silence from the server', act: ({ proxy }) => void proxy.loseFlows('down') },
  { name: 'silence from the client', act: ({ proxy }) => void proxy.loseFlows('up') },
]

const variantsOf = (how: readonly Ending[], withinMs: number): Variant<SshSite>[] =>
  how.flatMap(ending =>
    stages.map(stage => ({
      name: `${ending.name} ${stage.name}`,
      play: async (site: SshSite, measured: Measured) => {
        let struckOn = 0
        await stage.at(site, at => {
          ending.act(at)
          struckOn = performance.now()
        })
        await site.answered(withinMs)
        measured('back', performance.now() - struckOn)
        need(
          site.states.every(({ phase }) => phase !== 'failed'),
          'it was given up',
        )
        need(site.asked.length === 0, 'somebody was asked')
      },
    })),
  )

/** The right class, and back by itself. */
export const connectionEnds: FaultCase = options =>
  playVariants('F1', options, variantsOf(endings, 15_000), openSshSite, 3)

/** Noticed within 15 s, or within the stage's own deadline before the connection is open. */
export const connectionFallsSilent: FaultCase = options =>
  playVariants('F2', options, variantsOf(silences, 45_000), openSshSite, 6)
