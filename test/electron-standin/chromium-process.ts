// The one Chromium whose pages are the app's windows. It is started with the first window and ends with the last, or with
// the app: it watches its pipe, so that it also goes when the app is killed. The next one has its profile.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { chromiumPath, quietChromium } from '../support/chromium-program.ts'
import { mark } from './clock.ts'
import { openDevToolsPipe, type DevToolsPipe } from './devtools-pipe.ts'

export type ChromiumProcess = {
  readonly devTools: DevToolsPipe
  /** For a second client: `ws://127.0.0.1:PORT/devtools/browser/…`. */
  readonly address: Promise<string>
  readonly close: () => Promise<void>
}

let running: Promise<ChromiumProcess> | undefined
let ended: Promise<void> = Promise.resolve()
let profile: string | undefined

/** The running one, or a new one whose profile is a fresh folder below `userData`. */
export function chromiumProcess(userData: string): Promise<ChromiumProcess> {
  return (running ??= ended.then(() => launch(userData)))
}

/** Its last window is gone, and with it what Electron would run for windows alone. Settles when it is. */
export function endChromium(): Promise<void> {
  const last = running
  running = undefined
  if (last) ended = last.then(chromium => chromium.close()).catch(() => undefined)
  return ended
}

/** Undefined while there is no window. */
export function runningChromium(): Promise<ChromiumProcess> | undefined {
  return running
}

async function launch(userData: string): Promise<ChromiumProcess> {
  mark('chromium launching')
  mkdirSync(userData, { recursive: true })
  const folder = (profile ??= ownProfile(userData))
  const child = spawn(
    chromiumPath(),
    [
      ...(process.env['GANGWAY_STANDIN_HEADED'] ? [] : ['--headless']),
      ...quietChromium,
      '--remote-debugging-pipe',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      '--no-startup-window',
      '--no-default-browser-check',
      '--disable-extensions',
      '--disable-default-apps',
      '--disable-dev-shm-usage',
      '--password-store=basic',
      '--use-mock-keychain',
      '--hide-scrollbars',
      '--force-color-profile=srgb',
      // Electron has none of the browser's own surfaces: translation bars, sign-in, suggestions.
      '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
      // Nothing leaves this machine, whatever a page tries.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const kill = () => void child.kill('SIGKILL')
  process.on('exit', kill)

  const { promise: address, resolve, reject } = Promise.withResolvers<string>()
  address.catch(() => undefined)
  createInterface({ input: child.stderr! }).on('line', line => {
    const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (found !== undefined) resolve(found)
  })
  const closed = once(child, 'close')
  const devTools = openDevToolsPipe(child.stdio[3] as Writable, child.stdio[4] as Readable)
  child.once('close', () => {
    devTools.close()
    reject(new Error('Chromium has gone'))
  })
  await Promise.race([
    devTools.send('Browser.getVersion'),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ])
  mark('chromium launched')

  return {
    devTools,
    address,
    close: async () => {
      devTools.send('Browser.close').catch(() => undefined)
      const impatient = setTimeout(() => child.kill('SIGKILL'), 3000)
      await closed
      clearTimeout(impatient)
      process.off('exit', kill)
    },
  }
}

/** A fresh folder below `userData`, for as long as the app runs. */
function ownProfile(userData: string): string {
  const folder = mkdtempSync(path.join(userData, 'standin-chromium-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
