// L11: from nothing to the tray, to the window, and to the first connection over SSH.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { measureDesktopStart } from '../../../bench/desktop-start.ts'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { openAppState } from '../../../src-main/settings/app-state.ts'
import { startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { startScriptedGateway } from '../../support/scripted-gateway.ts'
import { startSshd } from '../../support/sshd.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import { ownFilesOnly } from '../../support/test-tunnel.ts'
import type { Measure } from '../proof-case.ts'
import { loadOutcome } from './load-outcome.ts'

const wantedTrayMs = 800
const wantedWindowMs = 1_500
const patienceMs = 20_000
/** `amount` starts of each; the quickest counts. */
export const startCold: Measure = async ({ amount: starts }) => {
  const found = await measureDesktopStart(undefined, starts)
  const numbers = found
    .filter(({ theirs }) => theirs === undefined)
    .flatMap(({ name, ours, spread: [best] }) => [
      [`${name} ms (best)`, best] as const,
      [`${name} ms (median)`, ours] as const,
    ])
  return loadOutcome({
    played: starts,
    failures: [],
    numbers: Object.fromEntries(numbers),
    wants: {
      'start to tray ms (best)': { atMost: wantedTrayMs },
      'start to window ms (best)': { atMost: wantedWindowMs },
    },
  })
}

/**
 * `amount` starts of an app that was connected over SSH when it ended: from its first line until it is connected again,
 * less what Chromium took to launch. A second connection of each tells what the handshake itself takes. The quickest counts.
 */
export const startConnected: Measure = async ({ amount: starts }) => {
  const sshd = await startSshd({ logLevel: 'INFO' })
  const gateway = await startScriptedGateway()
  const target: ConnectionTarget = { kind: 'ssh', host: 'box', gatewayPort: gateway.port, engine: 'ssh2' }
  const times: { readonly online: number; readonly handshake: number }[] = []
  try {
    for (let start = 0; start < starts; start += 1) {
      const folder = await makeTempDir('cold-start')
      await writeFile(path.join(folder.path, 'ssh_config'), sshd.configText('box', ownFilesOnly))
      await writeFile(path.join(folder.path, 'known_hosts'), `${sshd.hostKeyLine()}\n`)
      openAppState(folder.path).rememberRecent(target, Date.now())
      const app = await startDesktopApp({ stateDir: folder.path })
      try {
        const first = await connection(app, 0)
        await app.askApp('connection.disconnect')
        await app.askApp('connection.connect', target)
        const second = await connection(app, 1)
        times.push({
          online: first.onlineAt - (await beganAt(app)),
          handshake: second.onlineAt - second.begunAt,
        })
      } finally {
        await app.close()
        await folder.remove()
      }
    }
  } finally {
    await gateway.close()
    await sshd.stop()
  }
  const online = Math.min(...times.map(time => time.online))
  const handshake = Math.min(...times.map(time => time.handshake))
  return loadOutcome({
    played: starts,
    failures: [],
    numbers: {
      'start to connected ms (best)': online,
      'handshake ms (best)': handshake,
      'without the handshake ms': online - handshake,
    },
    wants: { 'without the handshake ms': { atMost: wantedWindowMs } },
  })
}

/** When its first line ran, put off by what Chromium took to launch: Electron has its own running by then. */
async function beganAt(app: DesktopApp): Promise<number> {
  const marks = await app.ask('marks')
  const at = (name: string) => marks.find(mark => mark.name === name)?.atMs ?? Number.NaN
  return (marks[0]?.on ?? Number.NaN) + at('chromium launched') - at('chromium launching')
}

/** When the nth connection was begun and was there, as the app's log has it: milliseconds since the epoch. */
async function connection(
  app: DesktopApp,
  nth: number,
): Promise<{ readonly begunAt: number; readonly onlineAt: number }> {
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    const changes = (await app.log()).filter(({ message }) => message === 'the connection changed')
    const at = (phase: string) =>
      changes.filter(({ to }) => to === phase).map(line => Date.parse(String(line['at'])))[nth]
    const [begunAt, onlineAt] = [at('opening'), at('online')]
    if (begunAt !== undefined && onlineAt !== undefined) return { begunAt, onlineAt }
    await pause(100)
  }
  throw new Error(`there was no connection within ${patienceMs} ms`)
}
