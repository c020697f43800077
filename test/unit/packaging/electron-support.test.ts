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

test.each([
  ['2026-10-20', [44, 43, 42]],
  ['2026-10-21', [45, 44, 43]],
  ['2026-11-28', [45, 44, 43]],
  ['2026-12-15', [45, 44, 43]],
  // Nobody wrote down when 46 came out: by the plan it has.
  ['2026-12-16', [46, 45, 44]],
  ['2027-04-07', [48, 47, 46]],
])('on %s the supported majors are %j', (today, majors) => {
  expect(supportedMajors(facts, today)).toEqual(majors)
})

test('an Electron whose major is none of them is old', () => {
  expect(electronIsOld('42.9.9', [45, 44, 43])).toContain('gets no more fixes')
  expect(electronIsOld('43.0.0', [46, 45, 44])).toContain('46, 45, 44')
})

test('an Electron newer than the facts is not called old', () => {
  expect(electronIsOld('46.0.0', [45, 44, 43])).toBeUndefined()
})

test('facts in another shape are refused rather than read as "supported"', () => {
  expect(() => supportedMajors([{ cycle: '45' }], '2026-11-28')).toThrow('expected record')
})
