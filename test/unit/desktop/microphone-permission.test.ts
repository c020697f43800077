import { expect, test } from 'vitest'
import { isOurMicrophone } from '../../../src-main/desktop/microphone-permission.ts'

const ours = { permission: 'media', kinds: ['audio'], url: 'app://main/index.html', isMainFrame: true }

test('our own page may be granted the microphone', () => {
  expect(isOurMicrophone(ours)).toBe(true)
  expect(isOurMicrophone({ ...ours, url: 'app://main' })).toBe(true)
})

test.each([
  ['the camera', { kinds: ['video'] }],
  ['the camera with it', { kinds: ['audio', 'video'] }],
  ['media of an unknown kind', { kinds: [] }],
  ['anything else', { permission: 'geolocation' }],
  ['a frame', { isMainFrame: false }],
  ['another page', { url: 'https://example.com/' }],
  ['a page of a like name', { url: 'app://main.example.com/' }],
  ['nobody', { url: undefined }],
])('%s may not', (_, change) => {
  expect(isOurMicrophone({ ...ours, ...change })).toBe(false)
})
