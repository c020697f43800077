// A helper process in Electron, where Node's own `fork` would need a switch that the fuses have thrown away.
import { utilityProcess } from 'electron'
import type { LaunchHelper } from '../voice/helper-process.ts'

export const launchUtility: LaunchHelper = entry => {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Gangway speech recognition', stdio: 'ignore' })
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    post: message => child.postMessage(message),
    onMessage: listener => void child.on('message', listener),
    onExit: listener => void exited.then(listener),
    kill: () => void child.kill(),
  }
}
