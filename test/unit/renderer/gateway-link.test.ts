import { expect, test } from 'vitest'
import { desktopOver } from '../../../src-renderer/desktop.ts'
import { relayedGatewayLink } from '../../../src-renderer/gateway-link.ts'
import type { Reply } from '../../../src-shared/desktop-api.ts'

function openLink(answer: Promise<Reply>) {
  const asked: { name: string; argument: unknown }[] = []
  const desktop = desktopOver(() => ({
    ask: (name, argument) => {
      asked.push({ name, argument })
      return answer
    },
    on: () => () => undefined,
  }))
  return { link: relayedGatewayLink(desktop.gateway), asked }
}

test('a request is relayed untranslated', async () => {
  const { link, asked } = openLink(Promise.resolve({ ok: true, value: { sessions: [] } }))

  expect(await link.request('sessions.list', { limit: 5 }, { timeoutMs: 4000 })).toEqual({ sessions: [] })
  expect(asked).toEqual([
    { name: 'gateway.request', argument: { method: 'sessions.list', params: { limit: 5 }, timeoutMs: 4000 } },
  ])
})

test('who gives up waiting is told CANCELLED, and not left waiting for the gateway', async () => {
  const { link } = openLink(new Promise(() => undefined))
  const giveUp = new AbortController()

  const request = link.request('chat.history', {}, { signal: giveUp.signal })
  giveUp.abort()

  await expect(request).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('a signal that has already aborted ends the request at once', async () => {
  const { link } = openLink(new Promise(() => undefined))

  await expect(link.request('health', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
})
