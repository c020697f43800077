import { expect, test } from 'vitest'
import { loudness } from '../../../src-renderer/voice/microphone.ts'
import { acceleratorOf, shownAccelerator } from '../../../src-shared/accelerator.ts'

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test.each([
  [{ code: 'Space', ctrlKey: true, shiftKey: true }, 'CommandOrControl+Shift+Space'],
  [{ code: 'KeyV', metaKey: true }, 'CommandOrControl+V'],
  [{ code: 'Digit1', altKey: true }, 'Alt+1'],
  [{ code: 'F9' }, 'F9'],
  [{ code: 'KeyV' }, undefined],
  [{ code: 'Space', shiftKey: true }, undefined],
  [{ code: 'ControlLeft', ctrlKey: true }, undefined],
  [{ code: 'Enter', ctrlKey: true }, undefined],
])('%o is the key %s', (pressed, key) => {
  expect(acceleratorOf({ ...bare, ...pressed })).toBe(key)
})

test('a key is shown as it is written on the keyboard', () => {
  expect(shownAccelerator('CommandOrControl+Shift+Space', false)).toBe('Ctrl + Shift + Space')
  expect(shownAccelerator('CommandOrControl+V', true)).toBe('⌘ + V')
})

test('silence is nothing, full scale is all, and a tenth of it is a good half', () => {
  const at = (amplitude: number) => loudness(new Int16Array(1600).fill(amplitude))
  expect(at(0)).toBe(0)
  expect(at(-32_768)).toBe(1)
  expect(at(3277)).toBeCloseTo(2 / 3, 2)
})
