import { expect, test } from 'vitest'
import { desktopOver } from '../../../src-renderer/desktop.ts'
import { relayedGatewayLink } from '../../../src-renderer/gateway-link.ts'
import type { Reply } from '../../../src-shared/desktop-api.ts'

function openLink(answer: Promise<Reply>) {
  const asked: { name: string; argument: unknown }[] = []
  const tellers = new Map<string, (value: unknown) => void>()
  const desktop = desktopOver(() => ({
    ask: (name, argument) => {
      asked.push({ name, argument })
      return answer
    },
    on: (name, listener) => {
      tellers.set(name, listener)
      return () => undefined
    },
  }))
  const tell = (name: string, value: unknown) => tellers.get(name)?.(value)
  return { link: relayedGatewayLink(desktop.gateway, () => 'ssh:harbour:18789'), asked, tell }
}

test('a request is relayed untranslated, to the gateway that is meant', async () => {
  const { link, asked } = openLink(Promise.resolve({ ok: true, value: { sessions: [] } }))

  expect(await link.request('sessions.list', { limit: 5 }, { timeoutMs: 4000 })).toEqual({ sessions: [] })
  expect(asked).toEqual([
    {
      name: 'gateway.request',
      argument: {
        method: 'sessions.list',
        params: { limit: 5 },
        timeoutMs: 4000,
        of: 'ssh:harbour:18789',
      },
    },
  ])
})

test('what another gateway tells is not heard, and what concerns all is', () => {
  const { link, tell } = openLink(new Promise(() => undefined))
  const heard: unknown[] = []
  link.onEvent(({ event }) => heard.push(event))
  link.onGap(gap => heard.push(gap.expected))

  tell('gateway.event', { of: 'ssh:quay:18789', event: 'chat' })
  tell('gateway.gap', { of: 'ssh:quay:18789', expected: 1, received: 2 })
  tell('gateway.event', { of: 'ssh:harbour:18789', event: 'health' })
  tell('gateway.gap', { expected: 0, received: 0 })

  expect(heard).toEqual(['health', 0])
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
