import { expect, test } from 'vitest'
import {
  stepUpdate,
  updateSource,
  type UpdateHappening,
  type UpdatePhase,
} from '../../../src-main/desktop/update-policy.ts'

const after = (...happenings: UpdateHappening[]) =>
  happenings.reduce<UpdatePhase>(stepUpdate, { phase: 'none' })

const found = { kind: 'found', version: '1.2.0' } as const
const wanted = { kind: 'wanted' } as const
const failed = { kind: 'failed' } as const
const downloaded = { kind: 'downloaded', version: '1.2.0' } as const

test('an update that is found waits for a person', () => {
  expect(after(found)).toEqual({ phase: 'available', version: '1.2.0' })
  expect(after(found, found, failed)).toEqual({ phase: 'available', version: '1.2.0' })
})

test('nothing is downloaded that was not found', () => {
  expect(after(wanted)).toEqual({ phase: 'none' })
  expect(after(failed)).toEqual({ phase: 'none' })
})

test('a wanted one is downloaded, and can be wanted again when that fails', () => {
  expect(after(found, wanted)).toEqual({ phase: 'downloading', version: '1.2.0' })
  expect(after(found, wanted, failed)).toEqual({ phase: 'available', version: '1.2.0' })
})

test('a look in the meantime takes nothing back', () => {
  const newer = { kind: 'found', version: '1.3.0' } as const
  expect(after(found, newer)).toEqual({ phase: 'available', version: '1.3.0' })
  expect(after(found, wanted, newer)).toEqual({ phase: 'downloading', version: '1.2.0' })
  expect(after(found, wanted, downloaded, newer, failed)).toEqual({ phase: 'ready', version: '1.2.0' })
})

test('a build looks for updates only with an address over TLS and a key', () => {
  const good = { updateKey: 'MCow', updateUrl: 'https://example.net/gangway' }
  expect(updateSource(good)).toEqual({ key: 'MCow', url: 'https://example.net/gangway' })
  for (const manifest of [
    null,
    {},
    { updateKey: 'MCow' },
    { updateUrl: good.updateUrl },
    { ...good, updateKey: '' },
    { ...good, updateUrl: 'http://example.net/gangway' },
    { ...good, updateUrl: 'file:///tmp' },
    { ...good, updateKey: 7 },
  ])
    expect(updateSource(manifest)).toBeUndefined()
})
