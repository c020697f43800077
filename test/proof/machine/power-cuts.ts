// P9 and F13: the power fails at some step of a change of the settings.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { openPowerCutDisk, type PowerCutDisk } from '../../support/power-cut-disk.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

const file = 'app-settings.json'
/**
 * Open, write, make certain, rename, make the folder certain, and the same for the last good copy; one more than there
 * are is no cut at all.
 */
const steps = 11
const controlEvery = 10

/** About 4 KB, as a person with many hosts has them. */
const textOf = (appearance: 'dark' | 'light'): string =>
  `${JSON.stringify({ appearance, hosts: Array.from({ length: 30 }, (_, n) => ({ host: `host-${n}.example.net`, engine: 'ssh2', gatewayPort: 18_789, label: 'x'.repeat(40) })) }, null, 2)}\n`

export const cutThePower: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('power')
  const failures: string[] = []
  const seen = { old: 0, new: 0, broken: 0 }
  let carelessBroken = 0
  for (let turn = 0; turn < amount; turn += 1) {
    const cutAt = 1 + (turn % steps)
    const after = await cutOnce(dir.path, random, cutAt, async folder => {
      const settings = await openSettings(folder)
      await settings.change({ appearance: 'light' })
    })
    seen[after] += 1
    if (after === 'broken')
      failures.push(`cut ${turn} at step ${cutAt} (seed ${seed}): the settings are broken`)
    // The same power against a program that writes over its file: it has to do harm, or the cuts are none.
    if (turn % controlEvery === 0) {
      const careless = await cutOnce(dir.path, random, 1 + random.below(2), folder =>
        writeFile(path.join(folder, file), textOf('light')),
      )
      if (careless === 'broken') carelessBroken += 1
    }
  }
  await dir.remove()
  if (carelessBroken === 0) failures.push('the cuts did no harm to a careless program either')
  return {
    played: amount,
    passed: amount - seen.broken,
    failures,
    numbers: {
      'found old': seen.old,
      'found new': seen.new,
      broken: seen.broken,
      'careless writer broken': carelessBroken,
    },
  }
}

async function cutOnce(
  dir: string,
  random: SeededRandom,
  cutAt: number,
  change: (folder: string) => Promise<void>,
): Promise<'old' | 'new' | 'broken'> {
  const folder = path.join(dir, 'live')
  const found = path.join(dir, 'found')
  const before = { [file]: textOf('dark') }
  const first = openPowerCutDisk({ folder: found, before, cutAt: 1, random })
  first.close()
  await first.layDown(folder)
  const disk: PowerCutDisk = openPowerCutDisk({ folder, before, cutAt, random })
  try {
    await change(folder)
  } catch {
    // The program is told of the cut, in one way or another; what counts is what is found afterwards.
  } finally {
    disk.close()
  }
  await disk.layDown(found)
  const settings = await openSettings(found)
  if (settings.problem || settings.wasMended || settings.app.hosts.length !== 30) return 'broken'
  const appearance = settings.app.appearance
  // It can be changed again, too.
  await settings.change({ startAtLogin: true })
  return appearance === 'dark' ? 'old' : 'new'
}
