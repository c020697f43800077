import { expect, test } from 'vitest'
import { find } from '../../../src-main/cli/pairing-lists.ts'

const all = [
  { id: 'abcdef-1', name: 'desk' },
  { id: 'abcdef-2', name: 'lamp' },
  { id: 'abc', name: 'abcdef-1x' },
]
const findOne = (given: string) =>
  find(
    'The device',
    given,
    all,
    one => one.id,
    one => one.name,
  )

test.each([
  ['abcdef-1', 'abcdef-1'],
  ['abc', 'abc'],
  ['lamp', 'abcdef-2'],
  ['abcdef-1x', 'abc'],
])('%s means %s', (given, id) => {
  expect(findOne(given).id).toBe(id)
})

test.each([
  ['abcdef', '2 of them'],
  ['abcde', 'none of that id'],
  ['', 'none of that id'],
])('%j means no single one', (given, why) => {
  expect(() => findOne(given)).toThrow(why)
})
