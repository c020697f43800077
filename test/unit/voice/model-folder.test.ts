import { copyFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findModelFiles } from '../../../src-main/voice/model-folder.ts'
import { writeToneModel } from '../../support/onnx-model.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('model')
  await writeToneModel(dir.path, ['COMPUTER'])
})
afterEach(() => dir.remove())
const inside = (name: string) => path.join(dir.path, name)

test('the parts of a model are found by their names, the smaller of two', async () => {
  await copyFile(inside('encoder.onnx'), inside('encoder-epoch-99-avg-1.int8.onnx'))
  expect(await findModelFiles(dir.path)).toEqual({
    encoder: inside('encoder-epoch-99-avg-1.int8.onnx'),
    decoder: inside('decoder.onnx'),
    joiner: inside('joiner.onnx'),
    tokens: inside('tokens.txt'),
  })
})

test.each([
  ['no folder', () => dir.remove()],
  ['no encoder', () => rm(inside('encoder.onnx'))],
  ['no tokens', () => rm(inside('tokens.txt'))],
  [
    'a pointer in place of a model',
    () => writeFile(inside('joiner.onnx'), 'version https://git-lfs.github.com'),
  ],
  ['an empty file', () => writeFile(inside('decoder.onnx'), '')],
])('%s is no model, and which part is wrong is said', async (_, spoil) => {
  await spoil()
  await expect(findModelFiles(dir.path)).rejects.toMatchObject({
    code: 'VOICE_MODEL_INCOMPLETE',
    report: { details: { path: dir.path, why: { phrase: expect.stringMatching(/^model/) } } },
  })
})
