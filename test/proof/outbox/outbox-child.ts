// A process with an outbox that is killed at a point of its own choice; `GANGWAY_PROOF` says which, and what to send.
import { openOutbox } from '../../../src-main/outbox/outbox.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { systemClock } from '../../../src-main/connection/clock.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { openPlainConnection } from './plain-connection.ts'

export type ChildTask = {
  readonly url: string
  readonly token: string
  readonly stateDir: string
  /** `never`: ends once nothing is kept any more. */
  readonly killedWhen: KillPoint | 'never'
  readonly message?: { readonly key: string; readonly sessionKey: string; readonly text: string } | undefined
  /** For `whenever`. */
  readonly afterMs: number
}

export type KillPoint = 'kept' | 'marked' | 'written' | 'answered' | 'over' | 'whenever'

const task = JSON.parse(process.env['GANGWAY_PROOF'] ?? '{}') as ChildTask
const die = () => process.kill(process.pid, 'SIGKILL')
const openKeys = new Set<string>()
let isOwnUnderWay = false

const connection =
  task.killedWhen === 'kept'
    ? {
        state: { phase: 'idle' } as ConnectionState,
        on: () => () => undefined,
        request: () => Promise.reject(new Error('there is no connection')),
      }
    : await openPlainConnection({
        url: task.url,
        token: task.token,
        onWritten: method => {
          if (task.killedWhen === 'written' && method === 'chat.send' && isOwnUnderWay) die()
        },
        onAnswer: method => {
          if (task.killedWhen === 'answered' && method === 'chat.send' && isOwnUnderWay) die()
        },
      })

const outbox = openOutbox({
  stateDir: task.stateDir,
  // What was kept before is sent only once somebody watches.
  connection,
  clock: systemClock,
  random: () => 0,
  log: silentLog,
})
outbox.onChange(({ key, delivery: { phase } }) => {
  if (phase === 'done' || phase === 'uncertain' || phase === 'failed') openKeys.delete(key)
  else openKeys.add(key)
  if (phase === 'uncertain' || phase === 'failed') process.stdout.write(`question ${key}\n`)
  if (key === task.message?.key) {
    isOwnUnderWay = phase === 'sending'
    if (task.killedWhen === 'marked' && phase === 'sending') die()
    if (task.killedWhen === 'over' && phase === 'done') die()
  }
  if (task.killedWhen === 'never' && openKeys.size === 0) process.exit(0)
})

if (task.message) {
  outbox.add({ gateway: 'local', at: Date.now(), ...task.message })
  process.stdout.write(`kept ${task.message.key}\n`)
  if (task.killedWhen === 'kept') die()
  if (task.killedWhen === 'whenever') setTimeout(die, task.afterMs)
} else if (['main', 'boat'].every(name => outbox.list('local', `agent:main:${name}`).length === 0)) {
  process.exit(0)
} else {
  for (const name of ['main', 'boat']) {
    for (const { key } of outbox.list('local', `agent:main:${name}`)) openKeys.add(key)
  }
}
