// The browser door as a program: prints its address when it is ready, and stays until it is told to end.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { toErrorReport } from '../../src-shared/errors.ts'
import { openAppControl } from '../app-control.ts'
import { openCommandLauncher } from '../command-launcher.ts'
import { connectAtStart } from '../connect-at-start.ts'
import { watchCircumstances } from '../connection/watch-circumstances.ts'
import { createCore } from '../core.ts'
import { openDestinations } from '../desktop-api/destinations.ts'
import { openDesktopApi } from '../desktop-api/desktop-api.ts'
import { listenForEnd } from '../end-signals.ts'
import { readPageFiles } from '../page/page-files.ts'
import { lockStateDir } from '../settings/state-lock.ts'
import { browserUsage, readBrowserArgs, type BrowserArgs } from './browser-args.ts'
import { openBrowserDoor } from './browser-door.ts'
import { readDoorSecret } from './door-secret.ts'
import { openVoiceOf } from '../open-voice.ts'
import { forkHelper } from '../voice/helper-process.ts'
import { openExternally } from './open-externally.ts'
import { withBridge } from './page-with-bridge.ts'

/** What is still open then ends with the process: a supervisor waits two seconds before it kills. */
const endWithinMs = 1500

const argv = process.argv.slice(2)
try {
  const args = readBrowserArgs(argv)
  if (args.help) console.log(browserUsage)
  else await run(args)
} catch (error) {
  fail(error)
}

async function run(args: BrowserArgs): Promise<void> {
  const closers: (() => Promise<void>)[] = []
  const end = endOnSignals(closers)

  const lock = await lockStateDir(args.stateDir, 'Gangway in the browser')
  closers.push(lock.close)
  const core = await createCore({
    stateDir: args.stateDir,
    profile: args.profile,
    sshConfig: args.sshConfigFile === undefined ? {} : { userFile: path.resolve(args.sshConfigFile) },
    mayStartGateway: true,
    remembersTargets: true,
    node: {},
  })
  closers.push(core.close)
  const voice = openVoiceOf(core, forkHelper)
  closers.push(voice.close)
  try {
    const { root } = core.installation
    const door = await openBrowserDoor({
      port: args.port,
      files: withBridge(
        await readPageFiles(path.join(root, 'out', 'renderer')),
        await readFile(path.join(root, 'out', 'preload', 'browser.cjs')),
      ),
      secret: await readDoorSecret(args.stateDir),
      openSession: openDesktopApi(core, {
        door: 'browser',
        canStartAtLogin: false,
        canUpdate: false,
        openExternal: openExternally,
        destinations: openDestinations(),
        launcher: openCommandLauncher({ platform: process.platform, home: homedir(), env: process.env }),
        voice,
      }),
    })
    closers.push(door.close)
    core.log.info('the browser door is open', { port: door.port })
    const stopWatching = watchCircumstances(core.connection)
    closers.push(async () => stopWatching())
    closers.push((await openAppControl(core)).close)
    await connectAtStart(core)
    console.log(args.json ? JSON.stringify({ ready: true, url: door.url }) : `Gangway is ready: ${door.url}`)
    // Where no browser can be opened, the printed line is what there is.
    if (args.open)
      await openExternally(door.url).catch(() =>
        core.log.warn('no browser could be opened', { port: door.port }),
      )
  } catch (error) {
    await end()
    throw error
  }
}

/** Closes what was opened, newest first, when a signal asks for it. The result does the same without one. */
function endOnSignals(closers: (() => Promise<void>)[]): () => Promise<void> {
  let ending: Promise<void> | undefined
  const closeAll = async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  const end = () => (ending ??= closeAll())
  listenForEnd({
    begin: () =>
      void end()
        .catch(fail)
        .finally(() => process.exit()),
    hurry: () => process.exit(),
    withinMs: endWithinMs,
  })
  return end
}

function fail(error: unknown): void {
  const report = toErrorReport(error)
  if (argv.includes('--json')) console.log(JSON.stringify({ ok: false, error: report }))
  else console.error(`${report.message}\n${report.remedy}`)
  if (report.code === 'INTERNAL') console.error(error)
  process.exitCode = 1
}
