// Starts an app under the stand-in and holds the other end of its control connection. For tests and scripts.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { ControlName, ControlReply, ControlTable } from './control-table.ts'
import { wireValues } from './wire-values.ts'

const register = path.join(import.meta.dirname, 'register.mjs')
const wire = wireValues()

export type Control = {
  /** Rejects with the stand-in's words when it cannot, and when the app has ended. */
  readonly ask: <K extends ControlName>(
    name: K,
    ...args: Parameters<ControlTable[K]>
  ) => Promise<Awaited<ReturnType<ControlTable[K]>>>
  /** The window's page in Chromium, as Playwright drives it. */
  readonly page: (window: number) => Promise<Page>
}

export type SpawnedApp = {
  readonly child: ChildProcess
  /** Everything that the app wrote, for a test that has failed. */
  readonly output: () => string
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
  /** Settles when the app answers; its windows may come later. Rejects when it ends before. */
  readonly control: () => Promise<Control>
  /** Ends it whatever its state. Safe twice. */
  readonly close: () => Promise<void>
}

export type StandIn = Control &
  Omit<SpawnedApp, 'control'> & {
    /** The app that `app.relaunch` has started once this one has ended. The caller quits it. */
    readonly relaunched: () => Promise<Control>
  }

export type StandInOptions = {
  /** The app's entry module: `out/main/main.js`. */
  readonly entry: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

function socketPath(): string {
  const name = `electron-standin-${randomBytes(8).toString('hex')}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(os.tmpdir(), `${name}.sock`)
}

/** Starts the app's process alone. The caller closes it. */
export function spawnStandIn(options: StandInOptions): SpawnedApp {
  const address = socketPath()
  const child = spawn(process.execPath, ['--import', register, options.entry, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, GANGWAY_STANDIN_CONTROL: address },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  let opened: Promise<Connection> | undefined

  return {
    child,
    output: () => output,
    ended,
    control: () => (opened ??= openConnection(address, hasEnded)),
    close: async () => {
      await opened?.then(connection => connection.close()).catch(() => undefined)
      if (!hasEnded()) child.kill('SIGKILL')
      await ended
      // What is killed leaves it behind.
      await rm(address, { force: true })
    },
  }
}

/** Settles when the app's process answers. The caller closes it. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const app = spawnStandIn(options)
  try {
    const connection = (await app.control()) as Connection
    const relaunched = async () => {
      await app.ended
      return await openConnection(connection.address, () => false)
    }
    return { ...app, ...connection, close: app.close, relaunched }
  } catch (error) {
    await app.close()
    throw new Error(`The app ended before it could be asked anything:\n${app.output()}`, { cause: error })
  }
}

type Connection = Control & { readonly address: string; readonly close: () => Promise<void> }

async function openConnection(address: string, hasEnded: () => boolean): Promise<Connection> {
  const socket = await connectSoon(address, hasEnded)
  const ask = openControl(socket)
  const browsers: Browser[] = []
  const crashed = new WeakSet<Browser>()

  const browser = async (): Promise<Browser> => {
    const known = browsers.at(-1)
    // A page that has crashed is lost to the client that drove it, even when it is loaded again.
    if (known?.isConnected() && !crashed.has(known)) return known
    const { chromium: chromiumAddress } = await ask('process')
    if (chromiumAddress === undefined) throw new Error('The app has opened no window.')
    const connected = await chromium.connectOverCDP(chromiumAddress)
    browsers.push(connected)
    const watch = (page: Page) => page.on('crash', () => crashed.add(connected))
    for (const context of connected.contexts()) {
      context.on('page', watch)
      context.pages().forEach(watch)
    }
    return connected
  }

  return {
    address,
    ask,
    page: async window => {
      const target = await ask('windowTarget', window)
      const connected = await browser()
      const found = await findPage(connected, target)
      // Who connects at the moment of a crash never sees the page that comes after it: the next caller connects anew.
      if (found) return found
      crashed.add(connected)
      throw new Error(`Playwright does not see the page of window ${window}.`)
    },
    close: async () => {
      await Promise.allSettled(browsers.map(one => one.close()))
      socket.destroy()
    },
  }
}

async function findPage(browser: Browser, targetId: string): Promise<Page | undefined> {
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      const session = await context.newCDPSession(page)
      const { targetInfo } = await session.send('Target.getTargetInfo')
      await session.detach()
      if (targetInfo.targetId === targetId) return page
    }
  }
  return undefined
}

/** The socket is there shortly after the process. */
async function connectSoon(address: string, hasEnded: () => boolean): Promise<Socket> {
  for (;;) {
    const socket = connect(address)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (hasEnded()) throw error
      await pause(20)
    }
  }
}

function openControl(socket: Socket): Control['ask'] {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const question of waiting.values()) question.reject(new Error('The app has ended.'))
    waiting.clear()
  })
  const lines = createInterface({ input: socket })
  lines.on('error', () => undefined)
  lines.on('line', line => {
    const reply = JSON.parse(line) as ControlReply
    const question = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) question?.reject(new Error(reply.error))
    else question?.resolve(wire.unpack(reply.value))
  })
  return ((name, ...args) => {
    const question = Promise.withResolvers<unknown>()
    if (socket.destroyed) question.reject(new Error('The app has ended.'))
    else {
      const id = ++lastId
      waiting.set(id, question)
      socket.write(`${JSON.stringify({ id, ask: name, args: wire.pack(args) })}\n`)
    }
    return question.promise
  }) as Control['ask']
}
