// L10: the app's own log is flooded while its window is used: the door in this process, its page in Chromium.
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { startChild } from '../../../bench/support/child.ts'
import { openBrowserDoor } from '../../../src-main/browser/browser-door.ts'
import { withBridge } from '../../../src-main/browser/page-with-bridge.ts'
import { openCommandLauncher } from '../../../src-main/command-launcher.ts'
import { createCore, type Core } from '../../../src-main/core.ts'
import { openDesktopApi } from '../../../src-main/desktop-api/desktop-api.ts'
import { openDestinations } from '../../../src-main/desktop-api/destinations.ts'
import { openVoiceOf } from '../../../src-main/open-voice.ts'
import { readPageFiles } from '../../../src-main/page/page-files.ts'
import { openChromium } from '../../support/chromium.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { percentile, type Measure } from '../proof-case.ts'
import { makeCanaries, type Canary } from '../secrets/canaries.ts'
import { loadOutcome } from './load-outcome.ts'
import { controlled, typeUntil } from './load-window.ts'
import { watchAnswers, watchPage } from './page-watch.ts'

const perSecond = 10_000
const stepMs = 5
/** Of so many lines one holds a secret. */
const secretEvery = 50
const keptLines = 2_000
const fileLimitMiB = 5
const files = 5
const out = path.resolve(import.meta.dirname, '../../../out')

/** `amount` lines in all. */
export const floodLog: Measure = async ({ amount: lines, seed }) => {
  process.env['GANGWAY_VAULT'] = 'memory'
  const folder = await makeTempDir('log-flood')
  const { child, port } = await startChild(new URL('load-gateway.ts', import.meta.url), {})
  const core = await createCore({
    stateDir: folder.path,
    profile: 'default',
    sshConfig: { userFile: path.join(folder.path, 'none') },
    mayStartGateway: false,
    remembersTargets: false,
    node: {},
  })
  const door = await openDoorOf(core)
  const browser = await openChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(door.url)
    await controlled(page).connect({ kind: 'direct', url: `ws://127.0.0.1:${port}` })
    const canaries = makeCanaries(seededRandom(seed))
    for (const { secret, isKept } of canaries) if (isKept) core.log.hide(secret)
    let heardSecrets = 0
    core.log.onLine(line => (heardSecrets += secretsIn(JSON.stringify(line), canaries)))

    const before = process.memoryUsage.rss()
    let most = before
    const looking = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100)
    const answers = await watchAnswers(page)
    const end = await watchPage(page)
    const flooding = flood(core, lines, canaries)
    const pressed = await typeUntil(page, flooding)
    const ms = await flooding
    // Before what the browser traced comes into this process.
    clearInterval(looking)
    const looks = await end(pressed)
    await core.log.flush()

    const written = await readLogs(path.join(folder.path, 'logs'))
    const recent = core.log.recent()
    const numbers = {
      'lines/s': (lines * 1000) / ms,
      'lines kept in memory': recent.length,
      files: written.length,
      'MiB on disk': written.reduce((all, { mib }) => all + mib, 0),
      'largest file MiB': Math.max(...written.map(({ mib }) => mib)),
      'grown MiB': (most - before) / 2 ** 20,
      'secrets found':
        heardSecrets +
        secretsIn(JSON.stringify(recent), canaries) +
        written.reduce((all, { text }) => all + secretsIn(text, canaries), 0),
      'answer p95 ms': percentile(await answers(), 95),
      ...looks,
    }
    return loadOutcome({
      played: lines,
      failures:
        recent.at(-1)?.['number'] === lines - 1 ? [] : ['the last line is not the last that was logged'],
      numbers,
      wants: {
        'lines/s': { atLeast: perSecond * 0.95 },
        'lines kept in memory': { atMost: keptLines },
        files: { atMost: files },
        'MiB on disk': { atMost: files * fileLimitMiB * 1.2 },
        'grown MiB': { atMost: 128 },
        'secrets found': { atMost: 0 },
        'longest task, processor ms': { atMost: 50 },
        'answer p95 ms': { atMost: 100 },
        'key to frame p95 ms': { atMost: 100 },
      },
    })
  } finally {
    await browser.close()
    await door.close()
    await core.close()
    await child.stop()
    await folder.remove()
  }
}

/** As the program of the browser door opens it. */
async function openDoorOf(
  core: Core,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const voice = openVoiceOf(core, () => {
    throw new Error('nobody speaks here')
  })
  const door = await openBrowserDoor({
    port: 0,
    files: withBridge(
      await readPageFiles(path.join(out, 'renderer')),
      await readFile(path.join(out, 'preload', 'browser.cjs')),
    ),
    secret: Buffer.alloc(32, 7),
    openSession: openDesktopApi(core, {
      door: 'browser',
      canStartAtLogin: false,
      canUpdate: false,
      openExternal: async () => undefined,
      destinations: openDestinations(),
      launcher: openCommandLauncher({ platform: process.platform, home: '/nowhere', env: {} }),
      voice,
    }),
  })
  return {
    url: door.url,
    close: async () => {
      await door.close()
      await voice.close()
    },
  }
}

/** Keeps the pace by the clock; settles with how long it took. */
function flood(core: Core, lines: number, canaries: readonly Canary[]): Promise<number> {
  const log = core.log.child({ part: 'flood' })
  const begun = performance.now()
  let number = 0
  return new Promise(resolve => {
    const timer = setInterval(() => {
      const due = Math.min(lines, Math.floor(((performance.now() - begun) * perSecond) / 1000))
      for (; number < due; number += 1) {
        const canary =
          number % secretEvery === 0 ? canaries[(number / secretEvery) % canaries.length] : undefined
        log.info(canary ? `it said: ${canary.text}` : 'a step of many', {
          number,
          target: 'ws://gateway.example:18789',
          step: 'handshake',
          tookMs: number % 97,
        })
      }
      if (number < lines) return
      clearInterval(timer)
      resolve(performance.now() - begun)
    }, stepMs)
  })
}

function secretsIn(text: string, canaries: readonly Canary[]): number {
  return canaries.filter(({ secret }) => text.includes(secret)).length
}

async function readLogs(dir: string): Promise<readonly { readonly text: string; readonly mib: number }[]> {
  const names = await readdir(dir)
  return Promise.all(
    names.map(async name => {
      const file = path.join(dir, name)
      return { text: await readFile(file, 'utf8'), mib: (await stat(file)).size / 2 ** 20 }
    }),
  )
}
