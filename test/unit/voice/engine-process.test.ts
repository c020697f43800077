// The real recogniser in its own process, with a model whose words are tones.
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine, Heard } from '../../../src-main/voice/engine.ts'
import { engineProcess } from '../../../src-main/voice/engine-process.ts'
import { forkHelper } from '../../../src-main/voice/helper-process.ts'
import { eventually } from '../../support/eventually.ts'
import { tone, toneOf, writeToneModel } from '../../support/onnx-model.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const words = ['COMPUTER', 'LIGHTS', 'OFF']
let dir: TempDir
let engine: Engine | undefined
const heard: Heard[] = []
const gone: unknown[] = []

beforeEach(async () => {
  dir = await makeTempDir('model')
  await writeToneModel(dir.path, words)
  heard.length = 0
  gone.length = 0
})
afterEach(async () => {
  await engine?.close()
  engine = undefined
  await dir.remove()
})

const open = async (signal = new AbortController().signal) => {
  const watchers = { onHeard: (one: Heard) => heard.push(one), onGone: (error: unknown) => gone.push(error) }
  engine = await engineProcess(forkHelper)(dir.path, watchers, signal)
  return engine
}
const play = (sound: Int16Array) => {
  for (let at = 0; at < sound.length; at += 1600) engine?.hear(sound.slice(at, at + 1600))
}
const say = (word: string, ms = 300) => play(tone(toneOf(words.indexOf(word)), ms))
const pause = (ms: number) => play(tone(0, ms))

test('sound becomes words with their times, and silence ends the utterance', async () => {
  await open()
  pause(500)
  say('COMPUTER')
  pause(800)
  say('LIGHTS')
  pause(100)
  say('OFF')
  pause(1900)
  await eventually(() => heard.at(-1)).toMatchObject({ text: 'COMPUTER LIGHTS OFF', isFinal: true })
  const last = heard.at(-1)
  expect(last?.words?.map(({ text }) => text)).toEqual(words)
  const [computer, lights] = last?.words ?? []
  expect(Number(lights?.startMs) - Number(computer?.startMs)).toBeGreaterThan(1000)
  expect(heard.some(({ text, isFinal }) => text === 'COMPUTER' && !isFinal)).toBe(true)
})

test('what was said before a reset is not told after it', async () => {
  await open()
  pause(300)
  say('COMPUTER')
  engine?.reset()
  pause(300)
  say('LIGHTS')
  pause(500)
  await eventually(() => heard.at(-1)?.text).toBe('LIGHTS')
  expect(heard.every(({ text }) => !text.includes('COMPUTER'))).toBe(true)
})

test('a damaged model ends its own process and nothing else, and is called what it is', async () => {
  const file = path.join(dir.path, 'encoder.onnx')
  const good = await readFile(file)
  await writeFile(file, good.subarray(0, good.length >> 1))
  await expect(open()).rejects.toMatchObject({ code: 'VOICE_MODEL_BROKEN' })
  expect(gone).toEqual([])
})

test('a model of another kind is refused', async () => {
  await copyFile(path.join(dir.path, 'decoder.onnx'), path.join(dir.path, 'encoder.onnx'))
  await expect(open()).rejects.toMatchObject({ code: 'VOICE_MODEL_BROKEN' })
})

test('who changes their mind while it loads gets no engine, and no process stays', async () => {
  const changed = new AbortController()
  const opening = open(changed.signal)
  changed.abort()
  await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('an engine that ends by itself says so once', async () => {
  const killed = Promise.withResolvers<() => void>()
  const opened = await engineProcess(entry => {
    const helper = forkHelper(entry)
    killed.resolve(helper.kill)
    return helper
  })(dir.path, { onHeard: () => undefined, onGone: error => gone.push(error) }, new AbortController().signal)
  ;(await killed.promise)()
  await eventually(() => gone).toHaveLength(1)
  expect(gone[0]).toMatchObject({ code: 'VOICE_ENGINE_ENDED' })
  // Sound that is still on its way disturbs nobody.
  opened.hear(tone(0, 100))
  await opened.close()
})
