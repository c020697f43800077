// node --import ./test/electron-standin/register.mjs out/main/main.js
// Gives the module `electron` to what follows, and tells the stand-in when the entry module has run.
import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const versions = { ...process.versions, electron: '45.4.1', chrome: '156.0.0.0' }
Object.defineProperty(process, 'versions', { value: versions })
Object.defineProperty(process, 'type', { value: 'browser' })
Object.defineProperty(process, 'resourcesPath', { value: path.dirname(process.argv[1] ?? '') })

const electron = new URL('./electron.ts', import.meta.url).href
const entryFile = path.resolve(process.argv[1] ?? '')
const entry = pathToFileURL(entryFile).href

await import(electron)
const { entryHasRun, setEntry } = await import('./app.ts')
setEntry(entryFile)
// A packaged app's arguments begin behind its program.
if (process.env.GANGWAY_STANDIN_PACKAGED === '1') process.argv.splice(1, 1)
const { mark } = await import('./clock.ts')
const { beginCounting, noteModule } = await import('./modules.ts')
if (process.env.GANGWAY_STANDIN_HANDS === '1') (await import('./long-timers.ts')).holdLongTimers()
if (process.env.GANGWAY_STANDIN_CONTROL) {
  const { serveControl } = await import('./control-server.ts')
  serveControl(process.env.GANGWAY_STANDIN_CONTROL)
}

const entryHasRunKey = Symbol.for('electron-standin.entry-has-run')
globalThis[entryHasRunKey] = entryHasRun

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: electron, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) => {
    if (url === entry) {
      mark('entry module begins')
      beginCounting()
    }
    noteModule(url)
    const loaded = next(url, context)
    if (url !== entry) return loaded
    // Electron is ready only after its entry module has run to the end, so this is its last line.
    return {
      ...loaded,
      source: `${Buffer.from(loaded.source ?? '').toString()}\n;globalThis[Symbol.for('electron-standin.entry-has-run')]()`,
    }
  },
})
