import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { errorTexts } from '../../src-shared/error-texts.ts'

const folder = path.resolve(import.meta.dirname, '..', '..', 'src-shared', 'error-texts')

test('each code stands in one table, and all of them in the whole', async () => {
  const files = await readdir(folder)
  const modules = await Promise.all(
    files.map(file => import(path.join(folder, file)) as Promise<Record<string, unknown>>),
  )
  const codes = modules
    .flatMap(module => Object.values(module))
    .flatMap(value => (typeof value === 'object' && value !== null ? Object.keys(value) : []))
  expect(codes.toSorted()).toEqual(Object.keys(errorTexts).toSorted())
})
