// From sound to answer: the real recogniser, the real gateway and its agent; only the model of speech is a small one,
// whose words are tones.
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { systemClock } from '../../src-main/connection/clock.ts'
import { openOutbox } from '../../src-main/outbox/outbox.ts'
import { engineProcess } from '../../src-main/voice/engine-process.ts'
import { forkHelper } from '../../src-main/voice/helper-process.ts'
import { offeredModel } from '../../src-shared/voice-model.ts'
import { openModelDownloader } from '../../src-main/voice/model-download.ts'
import { throughOutbox } from '../../src-main/voice/through-outbox.ts'
import { openVoice } from '../../src-main/voice/voice.ts'
import { voiceTimes } from '../../src-main/voice/wake-machine.ts'
import { defaultAppSettings } from '../../src-shared/settings.ts'
import { openTestController } from '../support/connection-controller.ts'
import { eventually } from '../support/eventually.ts'
import { startModelServer } from '../support/model-server.ts'
import { createTestClock } from '../support/test-clock.ts'
import { tone, toneOf, writeToneModel } from '../support/onnx-model.ts'
import { closeTestGateways, modelConfig, startTestGateway, testToken } from '../support/test-gateway.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

const vocabulary = ['COMPUTER', 'LIGHTS', 'OFF', 'NEVER', 'MIND']

test('a spoken order is answered by the gateway’s agent, in its main conversation, once', async () => {
  const models = await startModelServer()
  closers.push(() => models.close())
  const gateway = await startTestGateway({ config: modelConfig(models.baseUrl) })
  const { controller, stateDir, reach, vault, log, close } = await openTestController()
  closers.push(close)
  const outbox = openOutbox({
    stateDir,
    connection: controller,
    clock: systemClock,
    random: Math.random,
    log,
  })
  closers.push(async () => outbox.close())
  const target = { kind: 'direct', url: gateway.url } as const
  await keepGatewaySecret(vault, target, { kind: 'token', secret: testToken })
  controller.connect(target)
  const { gateway: info } = await reach('online')

  const dir = await makeTempDir('model')
  closers.push(dir.remove)
  await writeToneModel(dir.path, vocabulary)
  // The pause that ends an order passes when the test says so: a busy computer recognises late, and nobody waits for it.
  const clock = createTestClock()
  const voice = openVoice({
    settings: {
      app: { ...defaultAppSettings, voice: true, voiceModel: path.join(dir.path) },
      onChange: () => () => undefined,
    },
    gateway: controller,
    send: throughOutbox(outbox, controller, systemClock.now),
    openEngine: engineProcess(forkHelper),
    download: openModelDownloader({
      offer: offeredModel,
      modelsDir: '/nowhere',
      onDone: async () => undefined,
    }),
    hostName: 'laptop',
    clock,
    log,
  })
  closers.push(voice.close)
  await eventually(() => voice.state.engine.phase).toBe('ready')
  const lease = Number(voice.takeMicrophone(new AbortController().signal))
  const say = (sentence: string) => {
    for (const word of sentence.split(' ')) {
      const sound = word === '…' ? tone(0, 1000) : tone(toneOf(vocabulary.indexOf(word)), 300)
      for (let at = 0; at < sound.length; at += 1600) voice.hear(lease, sound.slice(at, at + 1600))
    }
  }

  say('… COMPUTER … LIGHTS OFF …')
  await eventually(() => voice.state.listening).toMatchObject({ trigger: 'computer', text: 'LIGHTS OFF' })
  clock.pass(voiceTimes.silence)
  await eventually(() => voice.state.receipts[0]?.step).toBe('answered')
  expect(voice.state.receipts[0]).toMatchObject({ text: 'LIGHTS OFF', sessionKey: info.mainSessionKey })
  const { messages } = await controller.request<{ messages: { role: string; content: unknown }[] }>(
    'chat.history',
    { sessionKey: 'main' },
  )
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  expect(messages[0]?.content).toContain('LIGHTS OFF')
  expect(JSON.stringify(messages[1]?.content)).toContain('echo: ')

  await eventually(() => outbox.waiting(undefined)).toEqual([])

  clock.pass(voiceTimes.cooldown)
  say('… COMPUTER … LIGHTS OFF NEVER MIND …')
  await eventually(() => voice.state.listening).toMatchObject({ text: 'LIGHTS OFF NEVER MIND' })
  clock.pass(voiceTimes.wakePause)
  await eventually(() => voice.state.receipts[0]?.step).toBe('taken-back')
  expect(voice.state.receipts).toHaveLength(2)
})
