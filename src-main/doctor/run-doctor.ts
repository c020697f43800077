// The doctor: what this computer brings along, then every step to the gateway, then what the gateway says of itself.
import os from 'node:os'
import path from 'node:path'
import { nameElsewhere, roadsTo, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { DoctorReport, DoctorVerdict, Finding } from '../../src-shared/doctor.ts'
import { detailOf } from '../../src-shared/error-words.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import type { HealthLook } from '../../src-shared/health.ts'
import { climb, currentStep, newLadder, type Ladder, type LadderStep } from '../../src-shared/ladder.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import { readGatewayHealth } from '../../src-shared/wire/gateway-health.ts'
import type { ConnectOptions } from '../connection/connection-parts.ts'
import type { TestOptions } from '../connection/test-connection.ts'
import { lookAround } from '../connection/health-look.ts'
import { localEndpoint } from '../connection/local-endpoint.ts'
import { orAbort } from '../connection/or-abort.ts'
import type { Core } from '../core.ts'
import { runChecks, type Check, type Found } from './finding.ts'
import {
  configCheck,
  damagedFilesCheck,
  keychainCheck,
  lockCheck,
  portCheck,
  stateDirCheck,
} from './local-checks.ts'
import { sshChecks } from './ssh-checks.ts'
import { sshServerChecks } from './ssh-server-checks.ts'
import { startTimeLimit, type TimeLimit } from './time-limit.ts'

export type DoctorOptions = {
  /** Which gateway is meant, and with which credential; it may reject. */
  readonly choose: () => Promise<{
    readonly target: ConnectionTarget
    readonly credentials?: ConnectOptions['credentials']
    /** Where the credential is from. */
    readonly from?: string | undefined
  }>
  readonly localGatewayPort?: number | undefined
  readonly signal: AbortSignal
  /** For the whole examination; without it each step has its own limit. */
  readonly timeoutMs?: number | undefined
  /** Hears each finding as it is made. */
  readonly told: (finding: Finding) => void
}

/**
 * When the time is over, each unfinished check says so, and one of them has failed. Rejects only with the signal's reason.
 * No secret is in what it finds.
 */
export async function runDoctor(core: Core, options: DoctorOptions): Promise<DoctorReport> {
  const limit = startTimeLimit(options.signal, options.timeoutMs)
  const findings: Finding[] = []
  const tell = (finding: Finding) => {
    // Where all that was looked at is well, the rest would else pass for well too.
    const isCause = finding.verdict === 'not-reached' && limit.isOver() && causeOf(findings) === undefined
    const verdict = isCause ? 'failed' : finding.verdict
    const clean = {
      ...finding,
      verdict,
      notes: finding.notes.map(note => redacted(note, core.log.redactText)),
    }
    findings.push(clean)
    options.told(clean)
  }
  let chosen: Awaited<ReturnType<DoctorOptions['choose']>> | undefined
  const targetCheck: Check = {
    id: 'target',
    run: async () => {
      chosen = await options.choose()
      // Whatever is found out below: these are never among it.
      for (const secret of Object.values(chosen.credentials ?? {})) core.log.hide(secret ?? '')
      return {
        notes: [
          nameElsewhere(chosen.target) ?? phrase('docThisComputer'),
          phrase('docCredential', { from: chosen.from ?? phrase('docStored') }),
        ],
      }
    },
  }
  await runChecks([...checksOfThisComputer(core), targetCheck], limit, tell)
  if (!chosen) return { at: Date.now(), findings, cause: causeOf(findings) }
  const { target, credentials } = chosen
  await runChecks(checksOfRoad(core, options, target, limit.signal), limit, tell)
  const { ladder, seen } = await climbAndLook(core, target, credentials, limit, tell)
  await runChecks([...checksOfGateway(seen), ...checksOfServer(target, ladder)], limit, tell)
  return { at: Date.now(), target, findings, ladder, cause: causeOf(findings) }
}

function checksOfServer({ kind }: ConnectionTarget, ladder: Ladder): Check[] {
  return kind === 'ssh' ? sshServerChecks(ladder, Date.now()) : []
}

function redacted(note: Said, clean: (text: string) => string): Said {
  if (typeof note === 'string') return clean(note)
  const values = Object.entries(note.values).map(([name, value]) => [name, redactedValue(value, clean)])
  return { ...note, values: Object.fromEntries(values) as Record<string, unknown> }
}

function redactedValue(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return value.map(part => redactedValue(part, clean))
  return typeof value === 'object' && value !== null && 'phrase' in value
    ? redacted(value as Said, clean)
    : value
}

function causeOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ verdict }) => verdict === 'failed')
}

function checksOfThisComputer({ installation, settings, stateDir, vault }: Core): Check[] {
  const system = `${os.platform()} ${os.release()} ${os.arch()}`
  return [
    {
      id: 'versions',
      run: async () => ({
        notes: [
          `Gangway ${installation.version}, Node ${process.versions.node}, ${system}`,
          installation.root,
        ],
      }),
    },
    configCheck(settings),
    stateDirCheck(stateDir),
    damagedFilesCheck(stateDir),
    lockCheck(stateDir),
    keychainCheck(vault),
  ]
}

/** Only what is on the way: of a gateway that is far, this computer's port says nothing. */
function checksOfRoad(
  { settings, stateDir, profile, sshConfig }: Core,
  { localGatewayPort }: DoctorOptions,
  target: ConnectionTarget,
  signal: AbortSignal,
): Check[] {
  switch (target.kind) {
    case 'local': {
      const { url } = localEndpoint({ stateDir, profile, settings, localGatewayPort })
      return [portCheck(Number(new URL(url()).port), phrase('docGatewaysPort'))]
    }
    case 'ssh': {
      const appKnownHosts = path.join(stateDir, 'known_hosts')
      return [
        ...sshChecks({ target, sshConfig, appKnownHosts, signal }),
        ...(target.localPort === undefined ? [] : [portCheck(target.localPort, phrase('docOthersPort'))]),
      ]
    }
    case 'direct':
      return []
  }
}

type Inspected = Parameters<NonNullable<TestOptions['inspect']>>[0]

type Seen = {
  readonly look: HealthLook
  readonly gatewayClock?: number | undefined
  readonly tickIntervalMs: number
  readonly at: number
}

/** The way is climbed beside the real connection; at its top the gateway is looked at. */
async function climbAndLook(
  core: Core,
  target: ConnectionTarget,
  credentials: ConnectOptions['credentials'],
  limit: TimeLimit,
  tell: (finding: Finding) => void,
): Promise<{ ladder: Ladder; seen: Seen | undefined }> {
  let seen: Seen | undefined
  const told = new Set<string>()
  const tellSteps = (ladder: Ladder, isOver: boolean) => {
    // In the order of the way: a step is over when a later one has begun, for a jump host passes the same ones first.
    const begun = ladder.findLastIndex(({ verdict }) => verdict !== 'waiting')
    ladder.forEach((step, index) => {
      if (told.has(step.id) || (!isOver && index >= begun)) return
      told.add(step.id)
      tell(findingOf(step, limit))
    })
  }
  let reached = newLadder(roadsTo(target)[0].kind)
  const onLadder = (climbed: Ladder) => {
    reached = climbed
    tellSteps(climbed, false)
  }
  const look = async ({ request, endpoint, tickIntervalMs }: Inspected) => {
    const answer = readGatewayHealth(await request('health', {}, { timeoutMs: 5_000 }))
    const look = await lookAround({ request, road: endpoint, now: Date.now })
    seen = { look, gatewayClock: answer?.at, tickIntervalMs, at: look.at }
  }
  const { signal } = limit
  const inspect = (opened: Inspected) => orAbort(look(opened), signal)
  const ladder = await core.connection
    .test(target, onLadder, signal, { credentials, inspect })
    .catch((error: unknown) => {
      if (limit.isOver()) return cutShort(reached, limit)
      throw error
    })
  tellSteps(ladder, true)
  return { ladder, seen }
}

/** As far as it was climbed, with the step at which the time was over. */
function cutShort(ladder: Ladder, limit: TimeLimit): Ladder {
  const step = currentStep(ladder)
  if (!step || step.verdict === 'failed') return ladder
  const error = toErrorReport(limit.unfinished())
  return climb(ladder, { step: step.id, verdict: 'failed', at: Date.now(), error })
}

function findingOf({ id, verdict, durationMs = 0, note, ssh, error }: LadderStep, limit: TimeLimit): Finding {
  const verdicts: Partial<Record<LadderStep['verdict'], DoctorVerdict>> = {
    passed: 'passed',
    failed: 'failed',
  }
  return {
    id,
    verdict: verdicts[verdict] ?? 'not-reached',
    durationMs: Math.round(durationMs),
    notes: [
      ...(verdict === 'waiting' && limit.isOver() ? [limit.notReached()] : []),
      ...(error || note === undefined ? [] : [note]),
      ...keysOf(error),
      ...factsOf(ssh),
    ],
    error,
  }
}

/** Who is to compare two keys, or two certificates, needs both. */
function keysOf(error: ErrorReport | undefined): Said[] {
  if (error?.code !== 'HOST_KEY_CHANGED' && error?.code !== 'TLS_FINGERPRINT_MISMATCH') return []
  const both = { presented: detailOf(error, 'presented'), expected: detailOf(error, 'expected') }
  return [phrase(error.code === 'HOST_KEY_CHANGED' ? 'docKeyPresented' : 'docCertificatePresented', both)]
}

function factsOf(ssh: LadderStep['ssh']): Said[] {
  const { software, kex, cipher, offered } = ssh ?? {}
  return [
    ...(software === undefined ? [] : [phrase('docServer', { software })]),
    ...(kex === undefined ? [] : [phrase('docKex', { kex, cipher: cipher ?? '?' })]),
    ...(offered === undefined ? [] : [phrase('docOffered', { methods: offered })]),
  ]
}

const bigSkewMs = 60_000
/** A lost connection is noticed after two and a half of these at the latest. */
const slowTickMs = 60_000

function checksOfGateway(seen: Seen | undefined): Check[] {
  return [
    { id: 'signs', run: async () => (seen ? signsOf(seen.look) : { verdict: 'not-reached' }) },
    { id: 'tick', run: async () => (seen ? tickOf(seen) : { verdict: 'not-reached' }) },
    { id: 'clock', run: async () => (seen ? clockOf(seen) : { verdict: 'not-reached' }) },
  ]
}

function signsOf({ http }: HealthLook): Found {
  const signs = Object.entries(http ?? {})
  const isWell = signs.every(([, { status }]) => status === 200 || status === 404)
  return {
    verdict: isWell ? 'passed' : 'careful',
    notes: signs.map(([name, { status, ms, failing }]) =>
      phrase('docSign', {
        name,
        status: status ?? phrase('docNoAnswer'),
        ms,
        failing: failing.join(', ') || 'none',
      }),
    ),
    remedy: isWell ? undefined : phrase('docSignRemedy'),
  }
}

function tickOf({ tickIntervalMs }: Seen): Found {
  const isSlow = tickIntervalMs > slowTickMs
  const [seconds, late] = [tickIntervalMs / 1000, (tickIntervalMs * 2.5) / 1000]
  return {
    verdict: isSlow ? 'careful' : 'passed',
    notes: [phrase('docTick', { seconds, late })],
    remedy: isSlow ? phrase('docTickRemedy') : undefined,
  }
}

function clockOf({ gatewayClock, at }: Seen): Found {
  if (gatewayClock === undefined) return { verdict: 'skipped', notes: [phrase('docNoTime')] }
  const skewMs = gatewayClock - at
  const isOff = Math.abs(skewMs) > bigSkewMs
  return {
    verdict: isOff ? 'careful' : 'passed',
    notes: [
      phrase('docClock', {
        seconds: Math.abs(Math.round(skewMs / 1000)),
        way: skewMs < 0 ? 'behind' : 'ahead',
      }),
    ],
    remedy: isOff ? phrase('docClockRemedy') : undefined,
  }
}
