import * as fc from 'fast-check'
import JSON5 from 'json5'
import { describe, expect, test } from 'vitest'
import { editJson5, type Json5Edit } from '../../../src-main/settings/edit-json5.ts'

const document = `// my gateway
{
  gateway: {
    port: 18789, // as always
    /* who may come in */
    auth: { mode: 'token' },
  },

  "models": {
    providers: {} // none yet
  }
}
`

const edit = (path: Json5Edit['path'], value?: unknown) => editJson5(document, [{ path, value }])

test('a value is replaced and everything else stays as it was written', () => {
  expect(edit(['gateway', 'port'], 1234)).toBe(document.replace('18789', '1234'))
})

test('a new key is added behind the last one, with the indentation and commas of its neighbours', () => {
  expect(edit(['gateway', 'bind'], 'lan')).toBe(
    document.replace("auth: { mode: 'token' },", `auth: { mode: 'token' },\n    bind: "lan",`),
  )
  expect(edit(['gateway', 'auth', 'token'], 'x')).toBe(
    document.replace("{ mode: 'token' }", `{ mode: 'token', token: "x" }`),
  )
})

test('a remark behind the last key stays with it', () => {
  expect(edit(['models', 'mode'], 'merge')).toBe(
    document.replace('providers: {} // none yet', 'providers: {}, // none yet\n    mode: "merge"'),
  )
})

test('objects that are missing on the way are made', () => {
  expect(edit(['models', 'providers', 'a', 'baseUrl'], 'http://x')).toBe(
    document.replace(
      'providers: {}',
      'providers: {\n      a: {\n        baseUrl: "http://x",\n      }\n    }',
    ),
  )
  expect(JSON5.parse(edit(['agents', 'defaults', 'model'], 'a/b'))).toMatchObject({
    agents: { defaults: { model: 'a/b' } },
  })
})

test('a key that goes takes its line and its remark along', () => {
  expect(edit(['gateway', 'port'])).toBe(document.replace('    port: 18789, // as always\n', ''))
  expect(edit(['gateway', 'nothing', 'here'])).toBe(document)
})

test('what stands in the way of a value is replaced', () => {
  expect(JSON5.parse(edit(['gateway', 'port', 'number'], 1))).toMatchObject({
    gateway: { port: { number: 1 } },
  })
})

test('plain JSON stays plain JSON', () => {
  const json = '{\n  "a": {\n    "b": 1\n  },\n  "c": []\n}\n'
  const edited = editJson5(json, [
    { path: ['a', 'new-key'], value: { deep: ['x'] } },
    { path: ['a', 'b'], value: undefined },
    { path: ['c'], value: undefined },
  ])
  expect(JSON.parse(edited)).toEqual({ a: { 'new-key': { deep: ['x'] } } })
})

test('line ends of Windows stay what they are', () => {
  const edited = editJson5('{\r\n  a: 1\r\n}\r\n', [{ path: ['b', 'c'], value: 2 }])
  expect(edited).toBe('{\r\n  a: 1,\r\n  b: {\r\n    c: 2,\r\n  }\r\n}\r\n')
})

test('an element of an array is reached by its number', () => {
  expect(editJson5('[{ id: 1 }, { id: 2 }]', [{ path: [1, 'id'], value: 3 }])).toBe('[{ id: 1 }, { id: 3 }]')
})

test('a text that is not JSON5 is not touched', () => {
  expect(() => editJson5('{ a: ', [{ path: ['a'], value: 1 }])).toThrow()
})

describe('whatever is changed in whatever document', () => {
  const name = fc.constantFrom('a', 'b', 'two words', 'c', '$x', '9')
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  }))
  const object = fc.dictionary(name, value, { maxKeys: 4 })
  const change = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }), value })
  const removalOf = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }) })

  test('the result says what it should, and a remark that was there still is', () => {
    fc.assert(
      fc.property(
        object,
        fc.array(fc.oneof(change, removalOf), { maxLength: 4 }),
        fc.constantFrom(0, 2),
        fc.constantFrom(JSON.stringify, (root: unknown, _: null, space: number) =>
          JSON5.stringify(root, { space }),
        ),
        (root, changes, space, write) => {
          const text = `// keep me\n${write(root, null, space)}\n`
          const edits = changes.map(({ path, ...rest }) => ({
            path,
            value: 'value' in rest ? rest.value : undefined,
          }))
          const edited = editJson5(text, edits)
          expect(edited.startsWith('// keep me\n')).toBe(true)
          expect(JSON5.parse(edited)).toEqual(edits.reduce(apply, root))
        },
      ),
      { numRuns: 300 },
    )
  })

  type Node = Record<string, unknown>
  const isObject = (node: unknown): node is Node =>
    typeof node === 'object' && node !== null && !Array.isArray(node)

  function apply(node: unknown, { path, value: next }: { path: string[]; value: unknown }): Node {
    const [step = '', ...rest] = path
    const holder = isObject(node) ? node : {}
    if (next === undefined && (!isObject(node) || !Object.hasOwn(node, step))) return node as Node
    if (rest.length > 0) {
      const inner = holder[step]
      if (next === undefined && !isObject(inner)) return node as Node
      return { ...holder, [step]: apply(inner, { path: rest, value: next }) }
    }
    if (next !== undefined) return { ...holder, [step]: next }
    return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== step))
  }
})
