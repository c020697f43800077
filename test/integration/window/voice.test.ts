// Voice in the window: the microphone (Chromium's own pretended one), the key, the section of the settings, the banner.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorReport } from '../../../src-shared/errors.ts'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import { silentVoice, type VoiceReceipt, type VoiceState } from '../../../src-shared/voice.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { appInfo, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench({ microphone: true })
})
afterAll(() => bench.close())

const listening: VoiceState = {
  ...silentVoice,
  engine: { phase: 'ready' },
  microphone: { phase: 'open' },
  wakeWords: ['openclaw', 'harbour'],
}
const receipt: VoiceReceipt = {
  id: 'r1',
  trigger: 'harbour',
  text: 'is the heating on',
  sessionKey: 'agent:main:main',
  step: 'sent',
  heardAt: 1,
  sentAt: 2,
}

test('a window opens the microphone when it is wanted, and hands its sound to the app alone', async () => {
  const { page, askedFor, tell, foreignRequests, violations, complaints, close } = await bench.open({
    answers: { 'voice.takeMicrophone': () => 7, 'voice.sound': () => undefined },
    context: { permissions: ['microphone'] },
  })
  await page.getByRole('navigation').first().waitFor()
  expect(askedFor('voice.takeMicrophone')).toEqual([])
  await tell('voice.changed', { ...listening, microphone: { phase: 'wanted' } })
  await expect.poll(() => askedFor('voice.sound').length).toBeGreaterThan(3)
  const { lease, pcm } = askedFor('voice.sound')[1]!
  expect(lease).toBe(7)
  expect(Buffer.from(pcm, 'base64')).toHaveLength(3200)

  await tell('voice.changed', silentVoice)
  await expect
    .poll(async () => {
      const before = askedFor('voice.sound').length
      await page.waitForTimeout(400)
      return askedFor('voice.sound').length - before
    })
    .toBe(0)
  expect(foreignRequests).toEqual([])
  expect(await violations()).toEqual([])
  expect(complaints).toEqual([])
  await close()
})

test('a microphone that may not be used is said to be refused', async () => {
  const { page, askedFor, tell, close } = await bench.open({
    answers: { 'voice.takeMicrophone': () => 7, 'voice.microphoneFailed': () => undefined },
  })
  await page.getByRole('navigation').first().waitFor()
  await tell('voice.changed', { ...listening, microphone: { phase: 'wanted' } })
  await expect.poll(() => askedFor('voice.microphoneFailed')).toEqual([{ lease: 7, why: 'refused' }])
  await close()
})

test('in a browser the talk key is held in the window, and the open chat is named', async () => {
  const { page, askedFor, close } = await bench.open({
    hash: '#/chat',
    answers: {
      'app.info': () => ({ ...appInfo, door: 'browser' }),
      'settings.current': () => ({ ...defaultAppSettings, voice: true }),
      'connection.current': () => states.online,
      'voice.current': () => listening,
      'voice.talk': () => undefined,
      'gateway.request': () => ({}),
    },
  })
  await expect.poll(() => askedFor('voice.chatIsOpen').at(-1)).toEqual({ sessionKey: 'agent:main:main' })
  await page.keyboard.down('Control')
  await page.keyboard.down('Shift')
  // A key that is held repeats; the window may still be learning which door it is.
  const hold = async () => {
    await page.keyboard.down('Space')
    return askedFor('voice.talk')
  }
  await expect.poll(hold).toEqual([{ pressed: true }])
  await page.keyboard.up('Space')
  await expect.poll(() => askedFor('voice.talk')).toEqual([{ pressed: true }, { pressed: false }])
  await close()
})

test('who is listened to sees it on every page, and then how far it came', async () => {
  const { page, askedFor, tell, close } = await bench.open({
    hash: '#/health',
    answers: { 'voice.sendAgain': () => undefined },
  })
  const banner = page.getByRole('region', { name: 'Listening' })
  await page.getByRole('navigation').first().waitFor()
  await tell('voice.changed', { ...listening, listening: { trigger: 'harbour', text: 'is the heat' } })
  await banner.getByText('Listening after “harbour”').waitFor()
  await banner.getByText('is the heat').waitFor()
  const last = page.getByRole('region', { name: 'What was said last' })
  await tell('voice.changed', { ...listening, receipts: [receipt] })
  await expect.poll(() => last.locator('[data-reached=true]').allTextContents()).toEqual(['heard', 'sent'])
  const failed = { ...receipt, step: 'heard' as const, error: errorReport('NOT_CONNECTED', {}) }
  await tell('voice.changed', { ...listening, receipts: [failed] })
  await last.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => askedFor('voice.sendAgain')).toEqual([{ id: 'r1' }])
  await last.getByRole('button', { name: 'Dismiss' }).click()
  await last.waitFor({ state: 'detached' })
  await close()
})

test('the settings show all there is to know before a download, change the gateway’s words, and take a key', async () => {
  const { page, askedFor, tell, accessibilityFaults, close } = await bench.open({
    hash: '#/settings/voice',
    answers: {
      'settings.current': () => ({ ...defaultAppSettings, voice: true }),
      'settings.change': () => ({ ...defaultAppSettings, voice: true }),
      'connection.current': () => states.online,
      'voice.current': () => ({
        ...listening,
        engine: { phase: 'failed', error: errorReport('VOICE_MODEL_NOT_CHOSEN', {}) },
      }),
      'voice.downloadModel': () => undefined,
      'voice.restart': () => undefined,
      'gateway.request': () => ({}),
    },
  })
  const panel = page.getByRole('region', { name: 'Voice' })
  await panel.getByText('There is no model for recognising speech yet.').waitFor()
  await panel.getByRole('button', { name: 'Download a model…' }).click()
  const offer = panel.getByRole('group', { name: 'Before anything is downloaded' })
  await offer.getByText('Apache-2.0').waitFor()
  expect(await offer.textContent()).toContain(
    '3810755ce7c3ab26b42a8bcf39d191308fa27fb0f53358823ba46141d03b7eb3',
  )
  expect(await offer.textContent()).toContain('https://huggingface.co/')
  expect(await accessibilityFaults()).toEqual([])
  expect(askedFor('voice.downloadModel')).toHaveLength(0)
  await offer.getByRole('button', { name: 'Download 45.2 MB' }).click()
  await expect.poll(() => askedFor('voice.downloadModel')).toHaveLength(1)

  await panel.getByRole('textbox', { name: 'Wake word' }).fill('hey robot')
  await panel.getByRole('button', { name: 'Add' }).click()
  await panel.getByRole('button', { name: 'Remove “openclaw”' }).click()
  await expect
    .poll(() => askedFor('gateway.request').filter(({ method }) => method === 'voicewake.set'))
    .toEqual([
      {
        method: 'voicewake.set',
        of: 'ssh:harbour:18789',
        params: { triggers: ['openclaw', 'harbour', 'hey robot'] },
        timeoutMs: undefined,
      },
      {
        method: 'voicewake.set',
        of: 'ssh:harbour:18789',
        params: { triggers: ['harbour'] },
        timeoutMs: undefined,
      },
    ])

  await panel.getByRole('button', { name: 'Change' }).click()
  await page.keyboard.press('Control+Alt+KeyT')
  await expect.poll(() => askedFor('settings.change')).toEqual([{ voiceTalkKey: 'CommandOrControl+Alt+T' }])

  await panel.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => askedFor('voice.test')).toEqual([{ on: true }])
  await tell('voice.changed', { ...listening, testing: { text: 'open the harbour' } })
  await panel.getByText('open the harbour').waitFor()
  await panel.getByRole('meter', { name: 'Loudness' }).waitFor()
  expect(await accessibilityFaults()).toEqual([])
  await close()
})
