// The report a person can hand on: one archive from both ends, with nothing secret in it, shown before it is saved.
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { targetName } from '../src-shared/connection.ts'
import type { Bundle, BundleFile, DoctorReport } from '../src-shared/doctor.ts'
import { toErrorReport } from '../src-shared/errors.ts'
import { healthLights, sayLight, sayMeasured } from '../src-shared/health-lights.ts'
import { inEnglish } from '../src-shared/i18n/in-english.ts'
import type { Core } from './core.ts'
import { writeDiagnostics, type DiagnosedCore } from './diagnostics.ts'
import { findingLines } from './doctor/finding.ts'

/** What the gateway is asked for; one that refuses does not hide the others. */
const questions: readonly (readonly [file: string, method: string, params: unknown])[] = [
  ['status.json', 'status', {}],
  ['health.json', 'health', {}],
  ['log.txt', 'logs.tail', { limit: 500 }],
]

const answerTimeoutMs = 10_000
const maxFileLength = 512 * 1024

/** The parts of `core` that are told of. */
export type BundleCore = DiagnosedCore & Pick<Core, 'node'>

/** Collects everything, and redacts everything it has collected. Never rejects: what cannot be had is said in its file. */
export async function collectBundle(core: BundleCore, report: DoctorReport | undefined): Promise<Bundle> {
  const ours: BundleFile[] = [
    { name: 'here/summary.txt', text: writeDiagnostics(core, Date.now()) },
    { name: 'here/lights.txt', text: lightsText(core) },
    { name: 'here/settings.json', text: json(core, core.settings.app) },
    {
      name: 'here/log.jsonl',
      text: core.log
        .recent()
        .map(line => `${JSON.stringify(line)}\n`)
        .join(''),
    },
    ...(report ? [{ name: 'here/doctor.txt', text: doctorText(report) }] : []),
  ]
  const theirs = await Promise.all(questions.map(question => askGateway(core, question)))
  const files = [...ours, ...theirs].map(({ name, text }) => ({
    name,
    text: core.log.redactText(text).slice(-maxFileLength),
  }))
  return { id: randomUUID(), files }
}

/** With when and of which gateway: it may have been done long before, and of another one. */
function doctorText({ at, target, findings }: DoctorReport): string {
  const name = target ? targetName(target, inEnglish) : 'no gateway'
  return [
    `The doctor, of ${name}, ${new Date(at).toISOString()}`,
    '',
    ...findings.flatMap(findingLines),
    '',
  ].join('\n')
}

async function askGateway(
  core: BundleCore,
  [file, method, params]: (typeof questions)[number],
): Promise<BundleFile> {
  const name = `gateway/${file}`
  try {
    const answer = await core.connection.request(method, params, { timeoutMs: answerTimeoutMs })
    return { name, text: method === 'logs.tail' ? linesOf(answer) : json(core, answer) }
  } catch (error) {
    const { code, message } = toErrorReport(error)
    return { name, text: `${method} was not answered: ${code}: ${message}\n` }
  }
}

function linesOf(answer: unknown): string {
  const { lines } = (answer ?? {}) as { lines?: unknown }
  return Array.isArray(lines) ? lines.map(line => `${String(line)}\n`).join('') : 'It holds no lines.\n'
}

/** By the names of its fields too, and not only by the shape of its texts. */
function json(core: BundleCore, value: unknown): string {
  return `${JSON.stringify(core.log.redact(value), null, 2)}\n`
}

function lightsText({ connection, node }: BundleCore): string {
  const now = Date.now()
  const { state, health } = connection
  const lights = healthLights({ now, state, health, node: node.state })
  const lines = lights.map(
    light =>
      `${light.id}: ${light.color}: ${sayLight(light, inEnglish)} (${sayMeasured(light, now, inEnglish)})\n`,
  )
  return [`The lights, ${new Date(now).toISOString()}\n\n`, ...lines].join('')
}

const block = 512

/** A .tar.gz of these files: ustar, readable by their owner alone. */
export function packBundle({ files }: Pick<Bundle, 'files'>, now: number): Buffer {
  const parts = files.flatMap(({ name, text }) => {
    const bytes = Buffer.from(text)
    const rest = (block - (bytes.length % block)) % block
    return [tarHeader(`gangway-report/${name}`, bytes.length, now), bytes, Buffer.alloc(rest)]
  })
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]))
}

function tarHeader(name: string, size: number, now: number): Buffer {
  const header = Buffer.alloc(block)
  const put = (text: string, at: number) => header.write(text, at, 'latin1')
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  put(name, 0)
  put(octal(0o600, 7), 100)
  put(octal(0, 7), 108)
  put(octal(0, 7), 116)
  put(octal(size, 11), 124)
  put(octal(Math.floor(now / 1000), 11), 136)
  // The sum is taken with blanks in its own place.
  put(' '.repeat(8), 148)
  put('0', 156)
  put('ustar\u000000', 257)
  put(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
  )
  return header
}

export function bundleName(now: number): string {
  return `gangway-report-${new Date(now).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.tar.gz`
}
