// A tunnel that is replaced before it is missed: when it falls silent, a second one is made beside it and takes over if
// it is up first. Only then is the first one dropped.
import { isAppError, type AppError } from '../../src-shared/errors.ts'
import {
  hedgeBegan,
  hedgeEnded,
  judgeSilence,
  noHedges,
  type HedgeHistory,
  type HedgeOutcome,
} from './hedge-policy.ts'
import type { Pulse } from './pulse.ts'
import type { Tunnel } from './tunnel.ts'

export type HedgedTunnel = Tunnel & {
  /** How often another connection has taken over. Channels of the one before are gone then. */
  readonly handovers: () => number
}

export type HedgeReport =
  | { readonly kind: 'began'; readonly silentMs: number }
  | {
      readonly kind: 'ended'
      readonly outcome: HedgeOutcome
      readonly tookMs: number
      readonly error?: unknown
    }

export type HedgeOptions = {
  /** Opens another tunnel to the same place. Nobody may be asked anything; rejects with an AppError or the signal's reason. */
  readonly openBeside: (signal: AbortSignal) => Promise<Tunnel>
  readonly told: (report: HedgeReport) => void
}

type Watched = { readonly tunnel: Tunnel; readonly pulse: Pulse }

/** A process that was itself held up hears late: what has arrived meanwhile must be read before anybody is doubted. */
const heldUpMs = 250
const catchUpMs = 100
/** While two race, the first one's sign of life should end the second soon. */
const raceLookMs = 50
/** How long the second may take. A line that answers nothing is dialled anew rather than waited for. */
const leastOpeningMs = 4_000
const roundTripsToOpen = 12

/** Takes the tunnel over and closes it. One that has no pulse, or needs a person to be opened again, stays alone. */
export function hedgeTunnel(first: Tunnel, options: HedgeOptions): HedgedTunnel {
  const closed = Promise.withResolvers<AppError | undefined>()
  let current = first
  let history: HedgeHistory = noHedges
  let handovers = 0
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let dueOn = 0
  let stopListening = (): void => undefined
  let race: AbortController | undefined
  let racing: Promise<void> | undefined

  function hold(tunnel: Tunnel): void {
    current = tunnel
    void follow(tunnel)
    const { pulse } = tunnel
    stopListening()
    if (!pulse || !tunnel.reopensAlone) return
    const watched = { tunnel, pulse }
    stopListening = pulse.onSent(() => look(watched))
    look(watched)
  }

  async function follow(tunnel: Tunnel): Promise<void> {
    const why = await tunnel.closed
    if (tunnel === current) end(why)
  }

  function end(why: AppError | undefined): void {
    isOver = true
    clearTimeout(timer)
    stopListening()
    race?.abort(why)
    closed.resolve(why)
  }

  function lookIn(watched: Watched, ms: number): void {
    clearTimeout(timer)
    dueOn = performance.now() + ms
    timer = setTimeout(() => {
      const isHeldUp = performance.now() - dueOn > heldUpMs
      if (isHeldUp) lookIn(watched, catchUpMs)
      else look(watched)
    }, ms)
    timer.unref()
  }

  function look(watched: Watched): void {
    const { tunnel, pulse } = watched
    if (isOver || tunnel !== current) return
    const now = performance.now()
    const verdict = judgeSilence(pulse.signs(), history, now, pulse.calmIntervalMs)
    if (verdict.act === 'give-up') return pulse.drop()
    if (verdict.act === 'ask') pulse.ask()
    if (verdict.act === 'hedge') racing = openBeside(watched)
    lookIn(watched, history.isRunning ? raceLookMs : Math.max(1, verdict.lookInMs))
    if (race && pulse.signs().askedOn === undefined) race.abort(firstLives)
  }

  async function openBeside(watched: Watched): Promise<void> {
    const { pulse } = watched
    const startedOn = performance.now()
    const { heardOn, roundTripMs = 0 } = pulse.signs()
    const abort = new AbortController()
    const limit = setTimeout(
      () => abort.abort(tooLate),
      Math.max(leastOpeningMs, roundTripMs * roundTripsToOpen),
    )
    race = abort
    history = hedgeBegan(history)
    options.told({ kind: 'began', silentMs: startedOn - heardOn })
    let outcome: HedgeOutcome
    let failure: unknown
    try {
      const second = await options.openBeside(abort.signal)
      const lives = pulse.signs().heardOn > startedOn
      outcome = isOver || lives ? 'first-lives' : 'took-over'
      if (outcome === 'took-over') takeOver(watched, second)
      else await second.close()
    } catch (error) {
      outcome = error === firstLives ? 'first-lives' : needsPerson(error) ? 'refused' : 'unreached'
      failure = error === firstLives ? undefined : error
    } finally {
      clearTimeout(limit)
      race = undefined
    }
    const now = performance.now()
    history = hedgeEnded(history, outcome, now)
    if (isOver && outcome !== 'took-over') return
    options.told({ kind: 'ended', outcome, tookMs: now - startedOn, error: failure })
  }

  function takeOver(silent: Watched, second: Tunnel): void {
    handovers += 1
    hold(second)
    silent.pulse.drop()
  }

  hold(first)
  return {
    openChannel: (host, port, signal) => current.openChannel(host, port, signal),
    run: (command, signal) => current.run(command, signal),
    lastHeardAt: () => current.lastHeardAt(),
    probe: timeoutMs => current.probe(timeoutMs),
    reopensAlone: first.reopensAlone,
    pulse: undefined,
    handovers: () => handovers,
    close: async () => {
      // First of all: a second one that comes up in this moment must not take over.
      isOver = true
      clearTimeout(timer)
      race?.abort(firstLives)
      await current.close()
      await racing
    },
    closed: closed.promise,
  }
}

const firstLives = new Error('the first connection lives')
const tooLate = new Error('the second connection took too long')

function needsPerson(error: unknown): boolean {
  return isAppError(error) && (error.report.retry !== 'later' || error.code === 'SSH_CLOSED_EARLY')
}
