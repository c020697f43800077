// Configurations written by hand: read as `ssh -G` reads them or refused, and never a reason to start a process.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configsByHand } from '../support/ssh-configs/by-hand.ts'
import { compareConfigs } from '../support/ssh-configs/compare.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let folder: TempDir

beforeAll(async () => {
  folder = await makeTempDir('ssh-by-hand')
})
afterAll(() => folder.remove())

// A process of ssh for most of them: on a busy computer they take their time.
const enoughMs = 120_000

test(
  `${configsByHand.length} configurations are read as ssh reads them, or refused, without a process`,
  {
    timeout: enoughMs,
  },
  async () => {
    const compared = await compareConfigs(configsByHand, folder.path)
    expect(compared.filter(({ wrong }) => wrong !== undefined)).toEqual([])
    expect(compared).toHaveLength(configsByHand.length)
  },
)

test('a wrong expectation is found out', async () => {
  const [right, wrong] = await compareConfigs(
    [
      { name: 'right', config: 'User a', expected: { taken: { user: 'a' } } },
      { name: 'wrong', config: 'User a', expected: { taken: { user: 'b' } } },
    ],
    folder.path,
  )
  expect(right?.wrong).toBeUndefined()
  expect(wrong?.wrong).toContain('user is "a", wanted "b"')
})
