// Each page in each state a person can meet it in: nothing that axe finds, nothing that the policy had to forbid, no
// request to anyone else, and nothing wider than the window.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PromptQuestion } from '../../../src-shared/prompts.ts'
import { openWindowBench, type Answers, type WindowBench } from '../../support/window-bench.ts'
import { AppSettings } from '../../../src-shared/settings.ts'
import { appInfo, errors, healthy, hostKeyQuestion, recent, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const asking = (question: PromptQuestion): Answers => ({
  'connection.current': () => states.asking,
  'prompts.pending': () => [{ id: 'q1', question }],
})
const at = (name: keyof typeof states): Answers => ({ 'connection.current': () => states[name] })

const scenes: Record<string, { hash: string; answers?: Answers }> = {
  'connect, with recent gateways': { hash: '#/connect', answers: { 'connection.recent': () => recent } },
  connecting: { hash: '#/connect', answers: at('opening') },
  'connected, with a port for others': {
    hash: '#/connect',
    answers: { ...at('online'), 'localPort.current': () => ({ phase: 'listening', port: 18_789 }) },
  },
  'connected, that port taken': {
    hash: '#/connect',
    answers: { ...at('degraded'), 'localPort.current': () => ({ phase: 'taken', error: errors.portTaken }) },
  },
  'waiting to reconnect': { hash: '#/connect', answers: at('waiting') },
  'a token is missing': { hash: '#/connect', answers: at('tokenMissing') },
  pairing: { hash: '#/connect', answers: at('pairing') },
  'a changed host key': { hash: '#/connect', answers: at('keyChanged') },
  'a changed certificate': { hash: '#/connect', answers: at('pinChanged') },
  'the system’s ssh is needed': { hash: '#/connect', answers: at('needsSystemSsh') },
  'an unknown host key': {
    hash: '#/connect',
    answers: asking({ ...hostKeyQuestion, otherKnownTypes: ['ssh-rsa'], alsoKnownAs: ['old-harbour'] }),
  },
  'a password': {
    hash: '#/connect',
    answers: asking({ kind: 'password', host: 'harbour', user: 'maria', attempt: 2 }),
  },
  'a passphrase': {
    hash: '#/connect',
    answers: asking({ kind: 'passphrase', path: '/home/maria/.ssh/id_ed25519', attempt: 1 }),
  },
  'health, idle': { hash: '#/health' },
  'health, good': { hash: '#/health', answers: { ...at('online'), 'health.current': () => healthy } },
  'health, reconnecting': {
    hash: '#/health',
    answers: { ...at('waiting'), 'health.current': () => healthy },
  },
  settings: {
    hash: '#/settings',
    answers: {
      'app.info': () => ({ ...appInfo, door: 'desktop', canStartAtLogin: true, canUpdate: true }),
      'connection.recent': () => recent,
      'settings.current': () =>
        AppSettings.parse({
          reconnectWithin: 90,
          hosts: [{ host: 'harbour', strictHostKeyChecking: 'accept-new', serverAliveInterval: 10 }],
        }),
      'credentials.vault': () => ({ backend: 'file', path: '/home/maria/.local/state/gangway/secrets' }),
      'credentials.list': () => [{ id: 'a', label: 'Gateway token of harbour' }],
    },
  },
}

test.each(Object.keys(scenes))(
  '%s is accessible in both themes, fits into 400 pixels, and keeps to itself',
  async name => {
    const window = await bench.open(scenes[name])
    await window.page.locator('h1').first().waitFor()
    // What is folded away counts too.
    if (name === 'settings') await window.page.locator('details summary').first().click()

    for (const colorScheme of ['light', 'dark'] as const) {
      await window.page.emulateMedia({ colorScheme })
      await window.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      expect(await window.accessibilityFaults(), colorScheme).toEqual([])
    }
    await window.page.setViewportSize({ width: 400, height: 700 })
    const widest = await window.page.evaluate(() =>
      Math.max(...['main', '[role="dialog"]'].map(part => document.querySelector(part)?.scrollWidth ?? 0)),
    )
    expect(widest).toBeLessThanOrEqual(400)
    expect(await window.violations()).toEqual([])
    expect(window.foreignRequests).toEqual([])
    expect(window.complaints).toEqual([])
    await window.close()
  },
)
