// What the system tells of sleep and of its lock screen.
import { app, powerMonitor } from 'electron'
import type { Core } from '../core.ts'
import type { MainWindow } from './window.ts'

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

/** Has tries cost less while the battery pays and nobody looks. Until the returned function is called. */
export function tellSurroundings(
  { connection }: Pick<Core, 'connection'>,
  window: Pick<MainWindow, 'isSeen' | 'onSeen'>,
): () => void {
  let onBattery = powerMonitor.onBatteryPower
  const tell = () => connection.surroundedBy({ isSeen: window.isSeen(), onBattery })
  const toBattery = () => {
    onBattery = true
    tell()
  }
  const toMains = () => {
    onBattery = false
    tell()
  }
  powerMonitor.on('on-battery', toBattery)
  powerMonitor.on('on-ac', toMains)
  const stop = window.onSeen(tell)
  tell()
  return () => {
    stop()
    powerMonitor.off('on-battery', toBattery)
    powerMonitor.off('on-ac', toMains)
  }
}
