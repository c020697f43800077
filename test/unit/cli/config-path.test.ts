import { expect, test } from 'vitest'
import { parseConfigPath, valueAt } from '../../../src-main/cli/config-path.ts'

test.each([
  ['gateway.remote.url', ['gateway', 'remote', 'url']],
  ['models.providers["my.one"].models[0].id', ['models', 'providers', 'my.one', 'models', 0, 'id']],
  ['a-b_c', ['a-b_c']],
  ['["with \\"quotes\\""]', ['with "quotes"']],
])('%s is a path', (text, steps) => {
  expect(parseConfigPath(text)).toEqual(steps)
})

test.each(['', '.', 'a.', '.a', 'a..b', 'a[x]', 'a[', 'a b', '__proto__.x', 'a["__proto__"]'])(
  '%j is none',
  text => {
    expect(() => parseConfigPath(text)).toThrow('The path')
  },
)

test('nothing is found that the document does not hold itself', () => {
  const document = { a: [{ b: 1 }] }
  expect(valueAt(document, ['a', 0, 'b'])).toBe(1)
  expect(valueAt(document, ['constructor'])).toBeUndefined()
  expect(valueAt(document, ['a', 0, 'b', 'c'])).toBeUndefined()
})
