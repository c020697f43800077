// How a Linux desktop is told to start something at login: a file in its autostart folder
// (specifications.freedesktop.org/autostart-spec).
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'

export type AutostartFile = {
  readonly path: string
  readonly exists: () => boolean
  readonly write: (command: readonly string[]) => Promise<void>
  readonly remove: () => void
}

export function autostartFile(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): AutostartFile {
  const given = env['XDG_CONFIG_HOME']
  const config = given && path.isAbsolute(given) ? given : path.join(home, '.config')
  const file = path.join(config, 'autostart', 'gangway.desktop')
  return {
    path: file,
    exists: () => {
      const text = readText(file)
      // Desktops switch an entry off by a word in it rather than by removing it.
      return (
        text !== undefined &&
        !/^Hidden=true\s*$/m.test(text) &&
        !/^X-GNOME-Autostart-enabled=false\s*$/m.test(text)
      )
    },
    write: async command => {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      await writeFileAtomically(file, autostartText(command))
    },
    remove: () => rmSync(file, { force: true }),
  }
}

export function autostartText(command: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=Gangway
Exec=${command.map(quoted).join(' ')}
Icon=gangway
Terminal=false
X-GNOME-Autostart-enabled=true
`
}

/** As the Desktop Entry specification has it, "The Exec key": in quotes, with ` " $ \ escaped, and % doubled. */
function quoted(argument: string): string {
  const text = argument.replaceAll(/["`$\\]/g, sign => `\\${sign}`).replaceAll('%', '%%')
  // The value as a whole is a string, in which a backslash is written as two.
  return `"${text}"`.replaceAll('\\', '\\\\')
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
