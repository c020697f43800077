// L5: the largest message that a gateway takes, over the app's own connection through SSH, there and back.
import { openOnlineSite } from '../faults/ssh-site.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'

/** `maxPayload` of OpenClaw's gateway; the frame around the text takes some of it. */
const maxPayloadBytes = 25 * 1024 * 1024
const frameBytes = 256
const wantedMs = 2_000
const withinMs = 30_000

/** One after the other, each asked for and answered whole. The best time counts. */
export const sendLargeMessages: Measure = async ({ amount }) => {
  const site = await openOnlineSite()
  const text = 'A line of some length, with “marks” of several bytes.\n'
  const room = maxPayloadBytes - frameBytes
  // As many whole lines as fit once they are JSON.
  const message = text.repeat(Math.floor(room / (Buffer.byteLength(JSON.stringify(text)) - 2)))
  const times: number[] = []
  let wrong = 0
  try {
    for (let sent = 0; sent < amount; sent += 1) {
      const startedOn = performance.now()
      const answer = await site.controller.request('echo', message, { timeoutMs: withinMs })
      times.push(performance.now() - startedOn)
      if (answer !== message) wrong += 1
    }
    const logins = site.logins()
    const numbers = {
      'there and back ms (best)': Math.min(...times),
      'there and back ms (worst)': Math.max(...times),
      'MiB each way': Buffer.byteLength(JSON.stringify(message)) / 2 ** 20,
    }
    const failures = [
      ...(wrong > 0 ? [`${wrong} came back otherwise than they were sent`] : []),
      ...(logins > 1 ? [`the connection was made ${logins} times`] : []),
    ]
    return loadOutcome({
      played: amount,
      failures,
      numbers,
      wants: { 'there and back ms (best)': { atMost: wantedMs } },
    })
  } finally {
    await site.close()
  }
}
