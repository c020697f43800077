// How fast many bytes go through the local port, down and up, in one connection.
import { compare, type Finding } from './support/finding.ts'
import { download, upload } from './support/load.ts'
import { startOurs, startSsh, type Site } from './support/peers.ts'

const bytes = 256 * 1024 * 1024
const mebibyte = 1024 * 1024

export async function measureThroughput(site: Site, rounds: number): Promise<Finding[]> {
  const server = await site.addServer()
  const ours = await startOurs(site, server)
  const theirs = await startSsh(site, server)
  const findings: Finding[] = []
  for (const [name, transfer] of [
    ['throughput down', download],
    ['throughput up', upload],
  ] as const) {
    // The first transfer of a process is slower than all others: its code is not compiled yet.
    await transfer(ours.port, bytes / 2)
    const pairs: { ours: number; theirs: number }[] = []
    for (let round = 0; round < rounds; round++) {
      pairs.push({
        theirs: (await transfer(theirs.port, bytes)) / mebibyte,
        ours: (await transfer(ours.port, bytes)) / mebibyte,
      })
    }
    findings.push(compare({ name, unit: 'MiB/s', peer: 'ssh -L', want: { atLeast: 0.6 } }, pairs))
  }
  await ours.stop()
  await theirs.stop()
  return findings
}
