import { expect, test } from 'vitest'
import type { DesktopBridge, Reply } from '../../../src-shared/desktop-api.ts'
import { errorReport, isAppError } from '../../../src-shared/errors.ts'
import { desktopOver } from '../../../src-renderer/desktop.ts'
import { sshTarget, states } from '../../support/window-fixtures.ts'

/** A bridge that keeps what it was asked, and can tell. */
function openBridge(answer: Reply = { ok: true, value: undefined }) {
  const asked: { name: string; argument: unknown }[] = []
  const listeners = new Map<string, (value: unknown) => void>()
  const bridge: DesktopBridge = {
    ask: async (name, argument) => {
      asked.push({ name, argument })
      return answer
    },
    on: (name, listener) => {
      listeners.set(name, listener)
      return () => void listeners.delete(name)
    },
  }
  return { desktop: desktopOver(() => bridge), asked, listeners }
}

test('a question goes out under its name in the table', async () => {
  const { desktop, asked } = openBridge()

  await desktop.connection.connect(sshTarget)
  await desktop.connection.disconnect()

  expect(asked).toEqual([
    { name: 'connection.connect', argument: sshTarget },
    { name: 'connection.disconnect', argument: undefined },
  ])
})

test('an answer is handed back as it came', async () => {
  const { desktop } = openBridge({ ok: true, value: states.online })

  expect(await desktop.connection.current()).toEqual(states.online)
})

test('an error reply becomes the error it was, code and remedy included', async () => {
  const report = errorReport('TCP_REFUSED', { host: 'harbour', port: 22 })
  const { desktop } = openBridge({ ok: false, error: report })

  const error: unknown = await desktop.connection.retryNow().catch((reason: unknown) => reason)

  expect(isAppError(error, 'TCP_REFUSED')).toBe(true)
  expect(error).toMatchObject({ report })
})

test('what the app tells is heard until one stops listening', () => {
  const { desktop, listeners } = openBridge()
  const heard: string[] = []
  const stop = desktop.connection.onChanged(state => heard.push(state.phase))

  listeners.get('connection.changed')?.(states.opening)
  stop()
  listeners.get('connection.changed')?.(states.online)

  expect(heard).toEqual(['opening'])
})
