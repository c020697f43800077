import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'
import { electronIsOld, supportedMajors } from '../../../scripts/electron-support.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const facts: unknown = JSON.parse(readFileSync(path.join(root, 'scripts/electron-support.json'), 'utf8'))
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }

test('the pinned Electron is one that its makers still mend', () => {
  expect(electronIsOld(version, supportedMajors(facts, '2026-11-28'))).toBeUndefined()
})

test('an Electron whose major has reached its end is old, on that very day', () => {
  expect(supportedMajors(facts, '2026-11-28')).toEqual([45, 44, 43])
  expect(supportedMajors(facts, '2027-02-02')).toEqual([45, 44])
  expect(electronIsOld('42.9.9', [45, 44, 43])).toContain('gets no more fixes')
  expect(electronIsOld('43.0.0', [45, 44])).toContain('45, 44')
})

test('an Electron newer than the facts is not called old', () => {
  expect(electronIsOld('46.0.0', [45, 44, 43])).toBeUndefined()
})

test('facts in another shape are refused rather than read as "supported"', () => {
  expect(() => supportedMajors({ majors: [45] }, '2026-11-28')).toThrow('expected array')
})
