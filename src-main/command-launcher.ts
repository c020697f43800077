// Puts `gangway` on the PATH where no installer does: a dmg and an AppImage are only copied somewhere.
import { constants } from 'node:fs'
import { access, chmod, lstat, mkdir, open, readFile, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import type { CommandLauncher, LauncherScript } from '../src-shared/command-launcher.ts'
import { appError, isAppError } from '../src-shared/errors.ts'
import { writeFileAtomically } from './settings/write-file-atomically.ts'

export type LauncherParts = {
  /** What starts the app and stays where it is. Absent where the command is not this one's to make. */
  readonly program?: string | undefined
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Of macOS: /usr/local/bin and /etc/paths, in tests somewhere else. */
  readonly systemRoot?: string | undefined
}

export type CommandLauncherDesk = {
  readonly current: () => Promise<CommandLauncher>
  /** Writes the script that was shown. Rejects with COMMAND_TAKEN, INVALID_INPUT (it has changed since) or STORE_FAILED. */
  readonly write: (shown: Pick<LauncherScript, 'path' | 'text'>) => Promise<CommandLauncher>
  /** Removes it if it is ours. Rejects with COMMAND_TAKEN or STORE_FAILED. */
  readonly remove: () => Promise<CommandLauncher>
}

const name = 'gangway'
const mark = '# Written by Gangway, which also removes it: Settings, Command line.'

export function openCommandLauncher(parts: LauncherParts): CommandLauncherDesk {
  const { program, platform, home, env } = parts
  const root = parts.systemRoot ?? '/'

  async function current(): Promise<CommandLauncher> {
    const [found, isMovable] = [await find(), program !== undefined && willNotStay(program, platform)]
    if (program === undefined || platform === 'win32') return { found }
    if (isMovable) return { found, hindrance: 'not-installed' }
    return { found, script: await scriptFor(program) }
  }

  async function scriptFor(leadsTo: string): Promise<LauncherScript> {
    const file = path.join(await folder(), name)
    const text = launcherText(leadsTo)
    const isOnPath = (await folders()).includes(path.dirname(file))
    return { path: file, text, state: await stateOf(file, text), isOnPath }
  }

  async function folder(): Promise<string> {
    const shared = path.join(root, 'usr/local/bin')
    const isOpen = platform === 'darwin' && (await can(shared, constants.W_OK))
    return isOpen ? shared : path.join(home, '.local/bin')
  }

  /** An app that was not started from a terminal knows little of a terminal's PATH: macOS keeps it in files. */
  async function folders(): Promise<string[]> {
    const own = (env['PATH'] ?? '').split(path.delimiter)
    const text = platform === 'darwin' ? await readText(path.join(root, 'etc/paths')) : ''
    const ofSystem = text.split('\n').map(line => path.join(root, line.trim()))
    return [...own, ...(text === '' ? [] : ofSystem)].filter(dir => path.isAbsolute(dir))
  }

  async function find(): Promise<CommandLauncher['found']> {
    for (const dir of await folders()) {
      const file = path.join(dir, platform === 'win32' ? `${name}.cmd` : name)
      if (await can(file, constants.X_OK)) return { path: file, isOurs: await isOurs(file) }
    }
    return undefined
  }

  async function isOurs(file: string): Promise<boolean> {
    if (program === undefined) return false
    if ((await readText(file)) === launcherText(program)) return true
    return (await realpath(file).catch(() => file)) === (await realpath(program).catch(() => program))
  }

  async function write(shown: Pick<LauncherScript, 'path' | 'text'>): Promise<CommandLauncher> {
    const { script } = await current()
    if (script?.path !== shown.path || script.text !== shown.text) {
      throw appError('INVALID_INPUT', {
        what: 'The script',
        why: 'it is another one by now; look at it again',
      })
    }
    if (script.state === 'foreign') throw appError('COMMAND_TAKEN', { path: script.path })
    await mkdir(path.dirname(script.path), { recursive: true }).catch((error: unknown) => {
      throw notWritten(script.path, error)
    })
    if (script.state === 'none') await create(script.path, script.text)
    else {
      await writeFileAtomically(script.path, script.text)
      await chmod(script.path, 0o755)
    }
    return current()
  }

  async function remove(): Promise<CommandLauncher> {
    const { script } = await current()
    if (script?.state === 'foreign') throw appError('COMMAND_TAKEN', { path: script.path })
    if (script && script.state !== 'none') {
      await rm(script.path).catch((error: unknown) => {
        throw notWritten(script.path, error)
      })
    }
    return current()
  }

  return { current, write, remove }
}

/** Says where the app went to rather than that a file is missing. */
function launcherText(program: string): string {
  return `#!/bin/sh
${mark}
app=${quoted(program)}
if [ ! -x "$app" ]; then
  echo "gangway: Gangway is not at $app any more. Open it, and see Settings, Command line." >&2
  exit 127
fi
exec "$app" --cli -- "$@"
`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** macOS runs a downloaded app from a random place until it is moved, and a disk image is ejected. */
function willNotStay(program: string, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && (program.includes('/AppTranslocation/') || program.startsWith('/Volumes/'))
}

async function stateOf(file: string, text: string): Promise<LauncherScript['state']> {
  const found = await lstat(file).catch(() => undefined)
  if (!found) return 'none'
  // A link leads to somebody else's file, which would be written in its place.
  if (!found.isFile() || found.size > 16 * 1024) return 'foreign'
  const there = await readText(file)
  if (there.split('\n')[1] !== mark) return 'foreign'
  return there === text ? 'current' : 'stale'
}

/** Fails where something came to be there meanwhile. */
async function create(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o755)
    try {
      await handle.writeFile(text)
      // Whatever the umask is: others of this computer may run it, as any program.
      await handle.chmod(0o755)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw notWritten(file, error)
  }
}

function notWritten(file: string, error: unknown): Error {
  if (isAppError(error)) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return code === 'EEXIST'
    ? appError('COMMAND_TAKEN', { path: file }, error)
    : appError('STORE_FAILED', { path: file, why: code }, error)
}

async function can(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  )
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
