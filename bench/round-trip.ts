// How long a small message takes there and back.
import { compare, type Finding } from './support/finding.ts'
import { roundTrips } from './support/load.ts'
import { startOurs, startSsh, type Site } from './support/peers.ts'
import { median } from './support/statistics.ts'

const messageBytes = 200
const messages = 1_000

export async function measureRoundTrip(site: Site, rounds: number): Promise<Finding[]> {
  const server = await site.addServer()
  const ours = await startOurs(site, server)
  const theirs = await startSsh(site, server)
  await roundTrips(ours.port, messages, messageBytes)
  const pairs: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({
      theirs: median(await roundTrips(theirs.port, messages, messageBytes)),
      ours: median(await roundTrips(ours.port, messages, messageBytes)),
    })
  }
  await ours.stop()
  await theirs.stop()
  return [compare({ name: 'small round trip', unit: 'ms', peer: 'ssh -L', want: { atMost: 1.2 } }, pairs)]
}
