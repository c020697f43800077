import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

const folder = path.resolve(import.meta.dirname, '../../out/preload')

/** Neither place offers more: a sandboxed preload has Electron's own module, a page has nothing. */
const offered: Readonly<Record<string, readonly string[]>> = {
  'browser.cjs': [],
  'desktop.cjs': ['electron'],
}

test('each bridge is one file that asks for nothing its surroundings do not have', async () => {
  const asked = await Promise.all(
    (await readdir(folder)).map(async name => {
      const text = await readFile(path.join(folder, name), 'utf8')
      return [name, [...text.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(match => match[1])]
    }),
  )
  expect(Object.fromEntries(asked)).toEqual(offered)
})
