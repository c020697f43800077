import { expect, test } from 'vitest'
import { whyRefused, type Frame } from '../../../src-main/desktop/sender.ts'

const page = { origin: 'app://main', parent: null }

test('the top frame of our own page may ask', () => {
  expect(whyRefused(page, page)).toBeUndefined()
})

const origins = [
  'https://main',
  'app://evil',
  'app://main.evil',
  'file://',
  'null',
  '',
  'APP://MAIN',
  'app://main/',
]

test.each<[string, Frame | null, Frame]>([
  ['a frame that has gone since', null, page],
  ['a frame inside the page', { origin: 'app://main', parent: page }, page],
  ['the top frame of another page', { origin: 'app://main', parent: null }, page],
  ...origins.map((origin): [string, Frame, Frame] => {
    const frame = { origin, parent: null }
    return [`a page of ${origin || 'no origin'}`, frame, frame]
  }),
])('%s may not', (_who, frame, mainFrame) => {
  expect(whyRefused(frame, mainFrame)).toBeTypeOf('string')
})
