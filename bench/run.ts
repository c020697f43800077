// `npm run bench`: Gangway's tunnel beside OpenSSH's on this computer, in one run, as ratios.
import { parseArgs } from 'node:util'
import { readOrLeave, wholeNumber } from '../test/support/script-options.ts'
import { haveSshd } from '../test/support/sshd.ts'
import { measureDesktopStart } from './desktop-start.ts'
import { measureFirstByte } from './first-byte.ts'
import { measureRecovery } from './recovery.ts'
import { measureRoundTrip } from './round-trip.ts'
import { measureStalledReader } from './stalled-reader.ts'
import type { Finding } from './support/finding.ts'
import { openSite, type Site } from './support/peers.ts'
import { formatTable } from './support/table.ts'
import { measureThroughput } from './throughput.ts'

/** Each with the number of rounds that keeps the noise of a busy computer out of the median. */
const measures: Readonly<
  Record<
    string,
    { readonly rounds: number; readonly run: (site: Site, rounds: number) => Promise<Finding[]> }
  >
> = {
  throughput: { rounds: 7, run: measureThroughput },
  'round-trip': { rounds: 9, run: measureRoundTrip },
  'first-byte': { rounds: 9, run: measureFirstByte },
  recovery: { rounds: 7, run: measureRecovery },
  'desktop-start': { rounds: 5, run: measureDesktopStart },
  'stalled-reader': { rounds: 1, run: measureStalledReader },
}

const usage = `npm run bench -- [--only NAME[,NAME…]] [--rounds N] [--json]
Names: ${Object.keys(measures).join(', ')}.`

const { help, names, rounds, asJson } = readOrLeave(() => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const asked = values.only?.split(',') ?? Object.keys(measures)
  const unknown = asked.find(name => !Object.hasOwn(measures, name))
  if (unknown !== undefined) throw new Error(`There is nothing to measure called "${unknown}".\n${usage}`)
  return {
    help: values.help,
    names: asked,
    rounds: values.rounds === undefined ? undefined : wholeNumber('--rounds', values.rounds, 1),
    asJson: values.json,
  }
})

if (help) {
  console.error(usage)
  process.exit(0)
}
if (!haveSshd) {
  console.error('The bench needs an sshd on this computer (Debian: apt install openssh-server autossh).')
  process.exit(1)
}

const findings: Finding[] = []
const site = await openSite()
try {
  for (const name of names) {
    const measure = measures[name]
    if (!measure) continue
    if (!asJson) console.error(`${name} …`)
    findings.push(...(await measure.run(site, rounds ?? measure.rounds)))
  }
} finally {
  await site.stop()
}
const about = { node: process.version, platform: process.platform, at: new Date().toISOString() }
console.log(asJson ? JSON.stringify({ ...about, findings }, undefined, 2) : `\n${formatTable(findings)}`)
