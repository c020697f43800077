// Other Node processes of the bench, asked and answered over their IPC channel.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type Child = {
  readonly pid: number
  /** One question at a time; rejects when the process ends before it answers. */
  readonly ask: <T>(question: unknown) => Promise<T>
  readonly stop: () => Promise<void>
}

/** Starts the module with `argument` as JSON in its argv; it must send `{ port }` when it is ready. */
export async function startChild(
  module: URL,
  argument: unknown,
): Promise<{ readonly child: Child; readonly port: number }> {
  const started = fork(fileURLToPath(module), [JSON.stringify(argument)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const { port } = await nextMessage<{ port: number }>(started)
  const child = {
    pid: started.pid ?? -1,
    ask: <A>(question: unknown): Promise<A> => {
      const answer = nextMessage<A>(started)
      started.send(question as object)
      return answer
    },
    stop: () => endProcess(started),
  }
  return { child, port }
}

export async function endProcess(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null || started.signalCode !== null) return
  const exited = once(started, 'exit')
  started.kill('SIGTERM')
  await exited
}

async function nextMessage<T>(started: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const message = once(started, 'message', { signal: ended.signal }) as Promise<[T]>
  const exit = once(started, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`${started.spawnargs.join(' ')} ended with ${code} before it answered`)
  })
  try {
    const [value] = await Promise.race([message, exit])
    return value
  } finally {
    ended.abort()
    // Whichever lost is called off, which is no error here.
    await Promise.allSettled([message, exit])
  }
}
