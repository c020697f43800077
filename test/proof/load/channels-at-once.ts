// L2: many channels on one SSH connection at the same time.
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { startEchoServer } from '../../support/echo-server.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'
import { openLoadTunnel } from './load-tunnel.ts'

const rounds = 5
const wantedMs = 1_000
const never = new AbortController().signal

/** `amount` channels are asked for at once; each is open when its own echo has come back. The best of five rounds counts. */
export const openChannelsAtOnce: Measure = async ({ amount }) => {
  const echo = await startEchoServer()
  const { tunnel, close } = await openLoadTunnel()
  const times: number[] = []
  const failures: string[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      const startedOn = performance.now()
      const channels = await Promise.all(
        Array.from({ length: amount }, () => tunnel.openChannel('127.0.0.1', echo.port, never)),
      )
      const answers = await Promise.all(channels.map((channel, index) => echoOf(channel, `channel ${index}`)))
      times.push(performance.now() - startedOn)
      const wrong = answers.filter((answer, index) => answer !== `channel ${index}`).length
      if (wrong > 0) failures.push(`${wrong} channels gave another echo than their own`)
      if (echo.connections() !== amount)
        failures.push(`${echo.connections()} connections arrived, not ${amount}`)
      await Promise.all(channels.map(end))
    }
  } finally {
    await close()
    await echo.close()
  }
  const numbers = { 'all open ms (best)': Math.min(...times), 'all open ms (worst)': Math.max(...times) }
  return loadOutcome({
    played: amount,
    failures,
    numbers,
    wants: { 'all open ms (best)': { atMost: wantedMs } },
  })
}

/** What comes back, with the channel kept open. */
async function echoOf(channel: Duplex, text: string): Promise<string> {
  channel.write(text)
  const [first] = (await once(channel, 'data')) as [Buffer]
  return first.toString()
}

async function end(channel: Duplex): Promise<void> {
  const closed = once(channel, 'close')
  channel.end()
  channel.resume()
  await closed
}
