// How long the desktop app takes from its first line to the tray and to the window, through the stand-in for Electron.
// What Chromium takes to launch is taken off: Electron has its own running before the app begins. An app with a nearly
// empty page goes through the same in each round, which tells how busy the computer was.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startStandIn } from '../test/electron-standin/control.ts'
import { makeTempDir } from '../test/support/temp-dir.ts'
import { compare, judge, type Finding } from './support/finding.ts'
import type { Site } from './support/peers.ts'

const root = path.resolve(import.meta.dirname, '..')
const ours = path.join(root, 'out/main/main.js')
const emptyApp = path.join(root, 'test/electron-standin/fixture/main.mjs')

type Start = { readonly trayMs: number; readonly windowMs: number }

export async function measureDesktopStart(_site: Site | undefined, rounds: number): Promise<Finding[]> {
  const starts: { readonly own: Start; readonly empty: Start }[] = []
  for (let round = 0; round < rounds; round += 1)
    starts.push({
      own: await startOnce(ours, home => [
        `--state-dir=${path.join(home, 'state')}`,
        `--ssh-config=${path.join(home, 'ssh_config')}`,
      ]),
      empty: await startOnce(emptyApp, home => [home]),
    })
  const note = 'without Electron’s own start and without Chromium’s'
  return [
    judge(
      { name: 'start to tray', unit: 'ms', peer: '–', want: { atMost: 800 }, note },
      starts.map(({ own }) => own.trayMs),
    ),
    judge(
      { name: 'start to window', unit: 'ms', peer: '–', want: { atMost: 1500 }, note },
      starts.map(({ own }) => own.windowMs),
    ),
    compare(
      { name: 'start to window, beside', unit: 'ms', peer: 'an app with an empty page' },
      starts.map(({ own, empty }) => ({ ours: own.windowMs, theirs: empty.windowMs })),
    ),
  ]
}

async function startOnce(entry: string, args: (home: string) => readonly string[]): Promise<Start> {
  const home = await makeTempDir('desktop-start')
  await writeFile(path.join(home.path, 'ssh_config'), '')
  const app = await startStandIn({ entry, args: args(home.path), env: { GANGWAY_VAULT: 'memory' } })
  try {
    await app.ask('windowShown')
    const at = new Map((await app.ask('marks')).map(mark => [mark.name, mark.atMs]))
    const since = (name: string) => at.get(name) ?? Number.NaN
    await app.ask('quit').catch(() => undefined)
    await app.ended
    return {
      trayMs: since('tray made'),
      windowMs: since('ready to show') - (since('chromium launched') - since('chromium launching')),
    }
  } finally {
    await app.close()
    await home.remove()
  }
}
