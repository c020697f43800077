// The gateway on a remote host's loopback, reached through a tunnel that outlives the gateway's own restarts.
import type { Duplex } from 'node:stream'
import type { SshTarget } from '../../src-shared/connection.ts'
import { appError, type AppError } from '../../src-shared/errors.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import { phrase } from '../../src-shared/said.ts'
import type { SecretStore } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { createLoginMemory } from '../tunnel/login/login-memory.ts'
import type { SshConfigSource } from '../tunnel/ssh-config/ssh-host.ts'
import type { Log } from '../logging/log.ts'
import type { HedgedTunnel, HedgeReport } from '../tunnel/hedged-tunnel.ts'
import type { AskPerson, Tunnel, TunnelWatchers } from '../tunnel/tunnel.ts'
import { takeStep, type Endpoint, type RoadWatchers } from './endpoint.ts'

export type SshRoadParts = {
  readonly sshConfig: SshConfigSource
  readonly appKnownHosts: string
  readonly settings: Pick<SettingsStore, 'app'>
  readonly vault: SecretStore
  readonly ask: AskPerson
  readonly log: Log
}

/** The remote host's own loopback: the address a gateway listens on when nothing else was asked of it. */
const remoteLoopback = '127.0.0.1'

/** How long a tunnel that takes the socket down with it may need to say why. */
const whyLostMs = 250

/** Nothing is opened yet. The answers a person gives are remembered in memory, so that a reconnect asks for nothing. */
export function sshEndpoint(target: SshTarget, parts: SshRoadParts): Endpoint {
  const memory = createLoginMemory()
  const to = `${remoteLoopback}:${target.gatewayPort}`
  let tunnel: HedgedTunnel | undefined
  let handoversBefore = 0
  let ended: Promise<AppError | undefined> | undefined

  async function open({ report, attended, signal }: RoadWatchers): Promise<HedgedTunnel> {
    const opened = await dial(attended, { report, ask: attended ? parts.ask : nobody, signal })
    // Aborted in the very moment it opened: nobody would close it any more.
    if (signal.aborted) await opened.close()
    signal.throwIfAborted()
    const { hedgeTunnel } = await import('../tunnel/hedged-tunnel.ts')
    let climbed: Record<string, number> = {}
    const hedged = hedgeTunnel(opened, {
      openBeside: stop => {
        climbed = {}
        return dial(false, { report: timingSteps(climbed), ask: nobody, signal: stop })
      },
      told: report => logHedge(parts.log, target.host, report, climbed),
    })
    tunnel = hedged
    ended = forgetWhenClosed(hedged)
    return hedged
  }

  async function dial(attended: boolean, watchers: TunnelWatchers): Promise<Tunnel> {
    // Loaded when it is wanted: ssh2 is a good part of a short command's start.
    const { openTunnel } = await import('../tunnel/open-tunnel.ts')
    return openTunnel(
      {
        target,
        config: parts.sshConfig,
        appKnownHosts: parts.appKnownHosts,
        writeUserKnownHosts: parts.settings.app.writeUserKnownHosts,
        own: parts.settings.app.hosts.find(entry => entry.host === target.host),
        secrets: parts.vault,
        unattended: !attended,
        memory,
      },
      watchers,
    )
  }

  async function forgetWhenClosed(opened: HedgedTunnel): Promise<AppError | undefined> {
    const why = await opened.closed
    if (tunnel === opened) forget(opened)
    return why
  }

  function forget(opened: HedgedTunnel): void {
    handoversBefore += opened.handovers()
    tunnel = undefined
  }

  function reportStillOpen({ report }: RoadWatchers): void {
    for (const step of ['resolve', 'tcp', 'host-key', 'ssh-login'] as const) {
      report({ step, verdict: 'passed', note: phrase('noteStillOpen') })
    }
  }

  return {
    url: () => `ws://${to}/`,
    where: `${target.host}, ${to}`,
    host: target.host,
    openStream: async watchers => {
      if (tunnel) reportStillOpen(watchers)
      const open_ = tunnel ?? (await open(watchers))
      return takeStep(
        watchers.report,
        'channel',
        watchers.signal,
        () => open_.openChannel(remoteLoopback, target.gatewayPort, watchers.signal),
        () => to,
      )
    },
    openBeside: async (signal): Promise<Duplex> => {
      if (!tunnel) throw appError('NOT_CONNECTED', {})
      return tunnel.openChannel(remoteLoopback, target.gatewayPort, signal)
    },
    run: async (command, watchers) => {
      const open_ = tunnel ?? (await open(watchers))
      return open_.run(command, watchers.signal)
    },
    credentials: async () => ({}),
    probe: async timeoutMs => {
      if (!tunnel) return 'unknown'
      await tunnel.probe(timeoutMs)
      return 'alive'
    },
    lastHeardAt: () => tunnel?.lastHeardAt(),
    handovers: () => handoversBefore + (tunnel?.handovers() ?? 0),
    whyLost: async () => {
      const late = AbortSignal.timeout(whyLostMs)
      const giveUp = Promise.withResolvers<undefined>()
      late.addEventListener('abort', () => giveUp.resolve(undefined), { once: true })
      return Promise.race([ended, giveUp.promise])
    },
    close: async () => {
      const open_ = tunnel
      if (open_) forget(open_)
      await open_?.close()
    },
  }
}

const nobody: AskPerson = async () => ({ kind: 'cancel' })

/** Writes into `climbed` after how many milliseconds each step was passed. */
function timingSteps(climbed: Record<string, number>): LadderReporter {
  const startedOn = performance.now()
  return ({ step, verdict }) => {
    if (verdict === 'passed') climbed[step] = Math.round(performance.now() - startedOn)
  }
}

function logHedge(log: Log, host: string, report: HedgeReport, climbed: Record<string, number>): void {
  if (report.kind === 'began') {
    const silentMs = Math.round(report.silentMs)
    log.info('the line is silent: another is opened beside it', { host, silentMs })
    return
  }
  const { outcome, error } = report
  const tookMs = Math.round(report.tookMs)
  log.info('the second line', { host, outcome, tookMs, climbed, ...(error !== undefined && { error }) })
}
