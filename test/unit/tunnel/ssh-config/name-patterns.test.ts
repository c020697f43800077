import { expect, test } from 'vitest'
import {
  lowerAscii,
  matchesList,
  matchesPattern,
} from '../../../../src-main/tunnel/ssh-config/name-patterns.ts'

test.each([
  ['', '', true],
  ['', '*', true],
  ['', '?', false],
  ['a', '', false],
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'a?c', true],
  ['abc', 'a*', true],
  ['abc', '*c', true],
  ['abc', '*b*', true],
  ['abc', '**', true],
  ['abc', '*d*', false],
  ['aXbXc', '*X*X*', true],
  ['abab', '*ab', true],
  ['a.b', 'a.b', true],
  ['aXb', 'a.b', false],
  ['a[b]', 'a[b]', true],
  ['ABC', 'abc', false],
])('%j against %j: %j', (text, pattern, expected) => {
  expect(matchesPattern(text, pattern)).toBe(expected)
})

test.each([
  ['web', 'web,db', 'yes'],
  ['web', 'db,web', 'yes'],
  ['web', '*,!web', 'refused'],
  ['web', '!web,*', 'refused'],
  ['web', '!db', 'no'],
  ['web', '!db,*', 'yes'],
  ['web', 'WEB', 'yes'],
  ['web', '', 'no'],
  ['web', 'web,', 'yes'],
  ['', ',', 'yes'],
])('%j in the list %j: %s', (text, list, expected) => {
  expect(matchesList(text, list, { ignoreCase: true })).toBe(expected)
})

test('many stars take no exponential time', () => {
  expect(matchesPattern('a'.repeat(2_000), `${'*a'.repeat(400)}b`)).toBe(false)
})

test('only the letters A to Z are lowered', () => {
  expect(lowerAscii('ÄBC.Example')).toBe('Äbc.example')
})
