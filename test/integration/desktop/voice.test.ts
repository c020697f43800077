// Voice in the built desktop app: the speech engine in Electron's kind of process, the key of the whole computer.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentVoice, type VoiceState } from '../../../src-shared/voice.ts'
import { startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { writeToneModel } from '../../support/onnx-model.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const key = 'CommandOrControl+Shift+Space'
let state: TempDir
let model: TempDir
let app: DesktopApp
beforeAll(async () => {
  state = await makeTempDir('desktop')
  model = await makeTempDir('model')
  await writeToneModel(model.path, ['COMPUTER'])
  app = await startDesktopApp({ stateDir: state.path })
  await app.windowPage()
})
afterAll(async () => {
  await app.close()
  await state.remove()
  await model.remove()
})

const voice = async (): Promise<VoiceState> => {
  const reply = await app.askApp('voice.current')
  return reply.ok ? (reply.value as VoiceState) : silentVoice
}

test('while voice is off, no engine runs, no key is taken and no microphone is granted', async () => {
  expect(await voice()).toMatchObject({ engine: { phase: 'off' }, microphone: { phase: 'closed' } })
  await expect(app.ask('pressShortcut', key)).rejects.toThrow('nobody listens')
  expect(await app.ask('decidePermission', (await app.window()).id, 'media')).toBe(false)
})

test('switched on, the engine loads beside the app, and the talk key is ours', async () => {
  await app.askApp('settings.change', { voice: true, voiceModel: model.path })
  await eventually(async () => (await voice()).engine.phase).toBe('ready')
  await app.ask('pressShortcut', key)
  // This Chromium asks for permissions before a page loads, when voice was off: the page is told no.
  await eventually(async () => (await voice()).microphone).toMatchObject({
    error: { code: 'MICROPHONE_UNAVAILABLE' },
  })
  // Media of any kind is not the microphone alone.
  expect(await app.ask('decidePermission', (await app.window()).id, 'media')).toBe(false)
})

test('a model that ends its engine leaves the app as it is', async () => {
  const encoder = path.join(model.path, 'encoder.onnx')
  const whole = await readFile(encoder)
  await writeFile(encoder, whole.subarray(0, whole.length >> 1))
  await app.askApp('settings.change', { voice: false })
  await app.askApp('settings.change', { voice: true })
  await eventually(async () => (await voice()).engine).toMatchObject({
    error: { code: 'VOICE_MODEL_BROKEN' },
  })
  expect(await app.askApp('app.info')).toMatchObject({ ok: true })
})
