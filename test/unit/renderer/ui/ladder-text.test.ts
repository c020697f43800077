import { expect, test } from 'vitest'
import { ladderText } from '../../../../src-renderer/ui/ladder-text.ts'
import { errors, ladderAt } from '../../../support/window-fixtures.ts'

test('a ladder as text names each step, its verdict and time, and the way out of the failed one', () => {
  const lines = ladderText('harbour', ladderAt('tcp', 'failed', errors.unreachable)).split('\n')

  expect(lines[0]).toBe('Gangway to harbour')
  expect(lines[1]).toMatch(/^Find the address +passed +7 ms {2}192\.0\.2\.17$/)
  expect(lines[2]).toMatch(/^Reach the host +failed +12 ms$/)
  expect(lines[3]).toBe(`  TCP_TIMEOUT: ${errors.unreachable.message}`)
  expect(lines[4]).toBe(`  ${errors.unreachable.remedy}`)
  expect(lines[5]).toMatch(/^Check the host key +not yet$/)
  expect(lines).toHaveLength(14)
})
