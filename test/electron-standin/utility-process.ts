// Utility processes: real ones, that find `process.parentPort` as Electron gives it to them.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'

type Child = EventEmitter & Pick<Electron.UtilityProcess, 'postMessage' | 'kill' | 'pid'>

export const utilityProcess = {
  fork: (modulePath: string, args: string[] = []) => {
    const child = fork(modulePath, args, {
      serialization: 'advanced',
      execArgv: ['--import', path.join(import.meta.dirname, 'utility-port.mjs')],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const events = new EventEmitter()
    child.once('spawn', () => events.emit('spawn'))
    child.on('message', message => events.emit('message', message))
    child.once('exit', code => events.emit('exit', code ?? 1))
    const outside: Child = Object.assign(events, {
      pid: child.pid,
      postMessage: (message: unknown) =>
        void (child.connected && child.send(message as object, () => undefined)),
      kill: () => child.kill(),
    })
    return outside as unknown as Electron.UtilityProcess
  },
} satisfies Pick<typeof Electron.utilityProcess, 'fork'>
