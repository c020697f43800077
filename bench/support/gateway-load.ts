// What the gateways are made to do, one measure after the other, over one connection.
import { randomUUID } from 'node:crypto'
import type { Frame, RawPeer } from '../../test/support/test-gateway.ts'
import { median } from './statistics.ts'

export const longConversation = 'agent:main:long'
export const messagesInLongConversation = 100_000

const pageLength = 100

/** Health round trips a second, one after the other. */
export function healthRate(peer: RawPeer, count: number): Promise<number> {
  return perSecond(count, async () => void (await ask(peer, 'health', {})))
}

/** Whole turns a second, one after the other. */
export function chatTurnRate(peer: RawPeer, count: number): Promise<number> {
  return perSecond(count, async () => void (await turn(peer)))
}

/** The median of what each message takes until the first words of its answer, less what the model itself took just before. */
export async function firstDeltaMs(peer: RawPeer, modelUrl: string, count: number): Promise<number> {
  const times: number[] = []
  for (let done = 0; done < count; done += 1) {
    const modelsOwn = await modelFirstByteMs(modelUrl)
    times.push((await turn(peer)) - modelsOwn)
  }
  return median(times)
}

/** The median for one page that begins `offset` messages before the end of the long conversation. */
export async function historyPageMs(peer: RawPeer, offset: number, count: number): Promise<number> {
  const times: number[] = []
  for (let done = 0; done < count; done += 1) {
    const begin = performance.now()
    const params = { sessionKey: longConversation, limit: pageLength, offset }
    const { messages } = await ask(peer, 'chat.history', params)
    times.push(performance.now() - begin)
    if ((messages as unknown[] | undefined)?.length !== pageLength) throw new Error('the page is not full')
  }
  return median(times)
}

export const historyOffsets = {
  end: 0,
  middle: messagesInLongConversation / 2,
  beginning: messagesInLongConversation - pageLength,
} as const

async function ask(peer: RawPeer, method: string, params: object) {
  const answer = await peer.request(method, params, randomUUID())
  // The peer looks through all of them for each answer.
  peer.frames.length = 0
  if (!answer.ok) throw new Error(`${method} was refused: ${JSON.stringify(answer.error)}`)
  return answer.payload ?? {}
}

/** One message and its answer; milliseconds to the first words of it. */
async function turn(peer: RawPeer): Promise<number> {
  const key = randomUUID()
  const isOf = (frame: Frame, ...states: string[]) =>
    frame.event === 'chat' &&
    frame.payload?.['runId'] === key &&
    states.includes(String(frame.payload['state']))
  const begin = performance.now()
  const spoken = peer.frame(frame => isOf(frame, 'delta', 'final')).then(() => performance.now() - begin)
  const ended = peer.frame(frame => isOf(frame, 'final', 'error', 'aborted'))
  const params = { sessionKey: 'agent:main:main', message: 'Say something', idempotencyKey: key }
  const sent = await peer.request('chat.send', params, key)
  if (!sent.ok) throw new Error(`chat.send was refused: ${JSON.stringify(sent.error)}`)
  const last = await ended
  if (!isOf(last, 'final')) throw new Error(`a turn failed: ${JSON.stringify(last.payload)}`)
  peer.frames.length = 0
  return spoken
}

/** Until the model server itself says its first words. */
async function modelFirstByteMs(baseUrl: string): Promise<number> {
  const begin = performance.now()
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'scripted',
      stream: true,
      messages: [{ role: 'user', content: 'Say something' }],
    }),
  })
  const reader = answer.body?.getReader()
  await reader?.read()
  const took = performance.now() - begin
  // Read to its end, so that the connection can be used again.
  while (!(await reader?.read())?.done);
  return took
}

async function perSecond(count: number, act: () => Promise<void>): Promise<number> {
  for (let warm = 0; warm < count / 5; warm += 1) await act()
  const begin = performance.now()
  for (let done = 0; done < count; done += 1) await act()
  return (count * 1_000) / (performance.now() - begin)
}
