// Whatever is dragged onto the window or pasted into it: nothing is opened, run, read or sent.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  composer,
  dragOnto,
  dragPlaces,
  drop,
  openDroppable,
  pasteEverything,
} from '../../support/hostile-starts/drags-and-pastes.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'

let bench: WindowBench
let dir: TempDir
beforeAll(async () => {
  bench = await openWindowBench()
  dir = await makeTempDir('drags')
})
afterAll(async () => {
  await bench.close()
  await dir.remove()
})

test.each(dragPlaces)(
  'what is dragged onto $name ends as text in a field, as a file beside a message, or as nothing',
  async place => {
    const { tried, misdeeds } = await dragOnto(bench, place, dir.path)
    expect(misdeeds).toEqual([])
    expect(tried).toBeGreaterThan(50)
  },
)

test('what is pasted is text where text is written, and nothing elsewhere', async () => {
  const { tried, misdeeds } = await pasteEverything(bench)
  expect(misdeeds).toEqual([])
  expect(tried).toBeGreaterThan(100)
})

test('an address that is dropped on a message is written there, and a file is put beside it', async () => {
  const window = await openDroppable(bench, '#/chat')
  await drop(window, composer(window.page), {
    items: [{ mimeType: 'text/uri-list', data: 'https://a.example/' }],
  })
  await expect.poll(() => composer(window.page).inputValue()).toBe('https://a.example/')
  const file = path.join(dir.path, 'letter.txt')
  await writeFile(file, 'words')
  await drop(window, composer(window.page), { files: [file] })
  await window.page.getByText('letter.txt').waitFor()
  await window.close()
})
