// A desktop without a screen: an X server, a session bus and a program that shows notices, for what a node lends of them.
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { eventually } from './eventually.ts'

const run = promisify(execFile)
const programs = ['Xvfb', 'xclip', 'scrot', 'notify-send', 'dunst', 'dbus-daemon']

/** Why there can be no such desktop here. */
export function whyNoDesktop(): string | undefined {
  if (process.platform !== 'linux') return 'this test drives an X server'
  for (const program of programs) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' })
    } catch {
      return `${program} is not installed`
    }
  }
  return undefined
}

export type DesktopSession = {
  /** For programs that are to be on it. */
  readonly env: Record<string, string>
  /** Runs a program of the person who sits there, and gives what it writes. */
  readonly use: (program: string, ...args: string[]) => Promise<string>
  /** What was shown as notices so far, oldest first. */
  readonly notices: () => { summary: string; body: string; urgency: string }[]
  readonly close: () => Promise<void>
}

/** `home` is for what its programs write. The caller closes it. */
export async function openDesktopSession(home: string): Promise<DesktopSession> {
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children.splice(0).toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
  /** Starts it and gives the first line it writes to its standard output. */
  async function firstLineOf(program: string, args: readonly string[], env: Record<string, string>) {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(child)
    for await (const line of createInterface({ input: child.stdout })) return line
    throw new Error(`${program} ended at once`)
  }

  try {
    const runtime = path.join(home, 'run')
    await mkdir(runtime, { mode: 0o700 })
    const base = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: runtime }
    const screen = ['-displayfd', '1', '-screen', '0', '320x200x24', '-nolisten', 'tcp']
    const display = await firstLineOf('Xvfb', screen, base)
    const bus = await firstLineOf('dbus-daemon', ['--session', '--nofork', '--print-address'], base)
    const env = { ...base, DISPLAY: `:${display}`, DBUS_SESSION_BUS_ADDRESS: bus }
    const dunst = spawn('dunst', ['-conf', '/dev/null', '-print'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(dunst)
    let printed = ''
    dunst.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
    const use = async (program: string, ...args: string[]) => (await run(program, args, { env })).stdout
    await eventually(() =>
      use('dunstctl', 'count').then(
        () => true,
        () => false,
      ),
    ).toBe(true)

    return {
      env: { DISPLAY: env.DISPLAY, DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: runtime, HOME: home },
      use,
      notices: () =>
        [...printed.matchAll(/\tsummary: '(.*)'\n\tbody: '(.*)'\n[^}]*?\turgency: (\w+)/g)].map(
          ([, summary = '', body = '', urgency = '']) => ({ summary, body, urgency }),
        ),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
