// Speech, made by espeak-ng, through the real recogniser and a real model: only where somebody has one.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { engineProcess } from '../../../src-main/voice/engine-process.ts'
import { forkHelper } from '../../../src-main/voice/helper-process.ts'
import type { Heard } from '../../../src-main/voice/engine.ts'
import { spokenWords } from '../../../src-shared/spoken-words.ts'
import { eventually } from '../../support/eventually.ts'

const modelDir = process.env['GANGWAY_VOICE_MODEL']

/** What espeak-ng says at 16,000 samples a second, from the WAV file it writes (22,050) by leaving samples out. */
function speak(text: string): Int16Array {
  const wav = spawnSync('espeak-ng', ['--stdout', '-v', 'en-us', '-s', '140', text]).stdout
  const samples = new Int16Array(
    wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length - (wav.length % 2)),
  )
  const rate = wav.readUInt32LE(24)
  return new Int16Array(Math.floor((samples.length * 16_000) / rate)).map(
    (_, index) => samples[Math.floor((index * rate) / 16_000)] ?? 0,
  )
}

test.skipIf(modelDir === undefined)('a spoken sentence is understood', async () => {
  const heard: Heard[] = []
  const engine = await engineProcess(forkHelper)(
    modelDir ?? '',
    { onHeard: one => heard.push(one), onGone: error => expect(error).toBeUndefined() },
    new AbortController().signal,
  )
  const sound = [
    new Int16Array(8000),
    speak('computer'),
    new Int16Array(16_000),
    speak('turn the lights off'),
  ]
  for (const part of [...sound, new Int16Array(40_000)])
    for (let at = 0; at < part.length; at += 1600) engine.hear(part.slice(at, at + 1600))
  await eventually(() => spokenWords(heard.map(({ text }) => text).join(' '))).toEqual(
    expect.arrayContaining(['computer', 'lights', 'off']),
  )
  await engine.close()
})
