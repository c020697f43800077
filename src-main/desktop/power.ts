// What the system tells of sleep and of its lock screen.
import { app, powerMonitor } from 'electron'
import type { Core } from '../core.ts'

/** Listens for the rest of the process: a kick means nothing to a connection that is closed. */
export function listenToPower({ connection, log }: Core): void {
  powerMonitor.on('suspend', () => {
    log.info('the computer goes to sleep')
    connection.slept({ kind: 'asleep' })
  })
  powerMonitor.on('resume', () => {
    log.info('the computer is awake')
    connection.slept({ kind: 'awake' })
    connection.kick('wake')
  })
  // The keychain and the SSH agent may be open again with it.
  powerMonitor.on('unlock-screen', () => connection.kick('unlock'))
  powerMonitor.on('shutdown', () => app.quit())
}
