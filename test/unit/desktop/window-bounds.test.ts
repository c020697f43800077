import { expect, test } from 'vitest'
import { boundsToOpen, defaultSize, minSize } from '../../../src-main/desktop/window-bounds.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const left = { x: -1920, y: 0, width: 1920, height: 1080 }

test('the first window has our size, where the system puts it', () => {
  expect(boundsToOpen(undefined, [laptop])).toEqual(defaultSize)
})

test('a window comes back where it was', () => {
  const bounds = { x: -1800, y: 40, width: 900, height: 700 }
  expect(boundsToOpen(bounds, [laptop, left])).toEqual(bounds)
})

test('where its screen is gone it keeps its size and is placed anew', () => {
  const bounds = { x: -1800, y: 40, width: 900, height: 700 }
  expect(boundsToOpen(bounds, [laptop])).toEqual({ width: 900, height: 700 })
})

test.each([
  ['above the screen', { x: 100, y: -400, width: 900, height: 700 }],
  ['below it', { x: 100, y: 890, width: 900, height: 700 }],
  ['almost wholly beside it', { x: 1400, y: 100, width: 900, height: 700 }],
])('a window whose title bar is %s is placed anew', (_where, bounds) => {
  expect(boundsToOpen(bounds, [laptop])).toEqual({ width: 900, height: 700 })
})

test('a window is never larger than its screen, nor smaller than can be used', () => {
  expect(boundsToOpen({ x: 0, y: 25, width: 4000, height: 3000 }, [laptop])).toMatchObject({
    width: 1440,
    height: 875,
  })
  expect(boundsToOpen({ x: 0, y: 25, width: 1, height: 1 }, [laptop])).toMatchObject(minSize)
})

test('numbers that are not whole are rounded, for Electron refuses them', () => {
  const bounds = boundsToOpen({ x: 10.4, y: 30.6, width: 900.5, height: 700.2 }, [laptop])
  expect(Object.values(bounds).every(Number.isInteger)).toBe(true)
})

test('without any screen it still opens', () => {
  expect(boundsToOpen({ x: 0, y: 0, width: 900, height: 700 }, [])).toEqual({ width: 900, height: 700 })
})
