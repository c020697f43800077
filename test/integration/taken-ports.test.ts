// A local port that somebody else has: before we listen, in that very moment, afterwards; somebody else’s, another user’s,
// or left by ourselves.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { sayError } from '../../src-shared/error-words.ts'
import type { LocalPortState } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { createLocalPort } from '../../src-main/connection/local-port.ts'
import { oneAtATime } from '../../src-main/settings/one-at-a-time.ts'
import { openLocalListener, type LocalListener } from '../../src-main/tunnel/local-listener.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/free-port.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Every client hears itself, unless the connection behind the port is away. */
function listen(port: number, isAway: () => boolean = () => false): Promise<LocalListener> {
  const openChannel = async () => {
    if (isAway()) throw new Error('the connection is away')
    return new PassThrough()
  }
  return openLocalListener({ port, waitMs: 10_000, openChannel }).then(listener => {
    closers.push(listener.close)
    return listener
  })
}

async function squat(port: number): Promise<net.Server> {
  const server = net.createServer()
  server.listen({ port, host: '127.0.0.1', exclusive: true })
  await once(server, 'listening')
  closers.push(() => server.close())
  return server
}

type Holder = {
  readonly child: ChildProcess
  readonly said: { readonly port?: number; readonly error?: ErrorReport }
}

/** Another process that holds the port, or is told that it cannot; as another user where one is given. */
async function holdElsewhere(port: number, user?: number): Promise<Holder> {
  const node = [
    process.execPath,
    path.resolve(import.meta.dirname, '../support/port-holder.ts'),
    String(port),
  ]
  const asUser = [
    'setpriv',
    '--reuid',
    String(user),
    '--regid',
    String(user),
    '--clear-groups',
    '--',
    ...node,
  ]
  const [program = '', ...args] = user === undefined ? node : asUser
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  closers.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, said: JSON.parse(line) as Holder['said'] }
}

const refusalOf = (listening: Promise<unknown>): Promise<ErrorReport> =>
  listening.then(
    () => expect.unreachable('it listens'),
    (error: unknown) => toErrorReport(error),
  )

async function hearsItself(port: number): Promise<net.Socket> {
  const client = net.connect({ port, host: '127.0.0.1' })
  client.on('error', () => undefined)
  closers.push(() => client.destroy())
  client.write('hello')
  expect(String((await once(client, 'data'))[0])).toBe('hello')
  return client
}

test('a port that is taken before is named with its owner, and a free one is offered', async () => {
  const port = await freePort()
  await squat(port)
  const refusal = await refusalOf(listen(port))
  expect(refusal).toMatchObject({ code: 'PORT_IN_USE', details: { port } })
  const { message, remedy } = sayError(refusal, inEnglish)
  expect(message).toMatch(/^Port \d+ on this computer is taken by .+ \(pid \d+\)\.$/)
  expect(message).toContain(`(pid ${process.pid})`)
  expect(remedy).toMatch(/^End that program, or use port \d+\.$/)
  const offered = await listen(Number(refusal.details['free']))
  await hearsItself(offered.port)
})

test('a port that two take in the same moment has one of them, and the other is told who', async () => {
  const port = await freePort()
  const both = await Promise.allSettled([listen(port), listen(port)])
  const [won] = both.filter(({ status }) => status === 'fulfilled')
  const [lost] = both.filter(one => one.status === 'rejected')
  expect(won).toBeDefined()
  const details = { port, owner: expect.stringContaining(`(pid ${process.pid})`) as string }
  expect(toErrorReport(lost?.reason)).toMatchObject({ code: 'PORT_IN_USE', details })
  await hearsItself(port)
})

test('a port that is ours is not taken from us afterwards, not even while the connection behind it is away', async () => {
  let isAway = false
  const { port } = await listen(await freePort(), () => isAway)
  await hearsItself(port)
  isAway = true
  await expect(squat(port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const { said } = await holdElsewhere(port)
  expect(said.error).toMatchObject({ code: 'PORT_IN_USE' })
  isAway = false
  await hearsItself(port)
})

const canChangeUser = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv')

test.runIf(canChangeUser)('a port that is taken by another user is told with that user', async () => {
  const { port } = await listen(await freePort())
  // Whoever is nobody cannot look into our process.
  const { said } = await holdElsewhere(port, 65_534)
  expect(said.error).toMatchObject({ code: 'PORT_IN_USE', details: { free: expect.any(Number) as number } })
  expect(sayError(said.error!, inEnglish).message).toBe(
    `Port ${port} on this computer is taken by a program of the user root.`,
  )
})

test('a port that is left by a killed run of ours is free again at once', async () => {
  const port = await freePort()
  const { child } = await holdElsewhere(port)
  // With a client on it, whose connection the system goes on closing for a while.
  await hearsItself(port)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  await listen(port)
  await hearsItself(port)
})

test('a port that is taken by a hung run of ours is told with that process, and had once it is gone', async () => {
  const port = await freePort()
  const { child } = await holdElsewhere(port)
  child.kill('SIGSTOP')
  const states: LocalPortState[] = []
  const local = createLocalPort({
    openChannel: async () => new PassThrough(),
    publish: state => states.push(state),
    inTurn: oneAtATime(),
  })
  closers.push(local.close)
  local.want(port)
  await eventually(() => local.state.phase).toBe('taken')
  const owner = expect.stringContaining(`(pid ${child.pid})`) as string
  expect(states).toMatchObject([{ phase: 'taken', error: { code: 'PORT_IN_USE', details: { port, owner } } }])
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  // The click on “Try again”.
  local.retry()
  await eventually(() => local.state).toEqual({ phase: 'listening', port })
  await hearsItself(port)
})
