// How long a small message takes there and back.
import { compare, type Finding } from './support/finding.ts'
import { roundTrips } from './support/load.ts'
import { startOurs, startSsh, type Site } from './support/peers.ts'
import { median } from './support/statistics.ts'

const messageBytes = 200
const messages = 50
const turnsInRound = 20
const warmUpTurns = 60

export async function measureRoundTrip(site: Site, rounds: number): Promise<Finding[]> {
  const server = await site.addServer()
  const ours = await startOurs(site, server)
  const theirs = await startSsh(site, server)
  for (let turn = 0; turn < warmUpTurns; turn++) await roundTrips(ours.port, messages, messageBytes)
  const pairs: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round++) {
    // Short turns: whatever else the computer does changes from one tenth of a second to the next.
    const times = { ours: [] as number[], theirs: [] as number[] }
    for (let turn = 0; turn < turnsInRound; turn++) {
      times.theirs.push(...(await roundTrips(theirs.port, messages, messageBytes)))
      times.ours.push(...(await roundTrips(ours.port, messages, messageBytes)))
    }
    pairs.push({ theirs: median(times.theirs), ours: median(times.ours) })
  }
  await ours.stop()
  await theirs.stop()
  return [compare({ name: 'small round trip', unit: 'ms', peer: 'ssh -L', want: { atMost: 1.2 } }, pairs)]
}
