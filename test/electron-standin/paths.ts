// app.getPath and what the nearest package.json says, as Electron reads them for an app that is not packaged.
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export type PathName = Parameters<Electron.App['getPath']>[0]

type Manifest = { readonly name: string; readonly productName?: string; readonly version: string }

function appFolder(): string {
  let folder = path.dirname(path.resolve(process.argv[1] ?? '.'))
  while (!existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder))
    folder = path.dirname(folder)
  return folder
}

export const appPath = appFolder()
export const manifest = JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8')) as Manifest

const home = os.homedir()
const appData =
  process.platform === 'win32'
    ? (process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'))
    : process.platform === 'darwin'
      ? path.join(home, 'Library', 'Application Support')
      : (process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'))

const defaults: Partial<Record<PathName, () => string>> = {
  home: () => home,
  appData: () => appData,
  userData: () => path.join(appData, manifest.productName ?? manifest.name),
  sessionData: () => getPath('userData'),
  logs: () => path.join(getPath('userData'), 'logs'),
  crashDumps: () => path.join(getPath('userData'), 'Crashpad'),
  temp: () => os.tmpdir(),
  exe: () => process.execPath,
  desktop: () => path.join(home, 'Desktop'),
  downloads: () => path.join(home, 'Downloads'),
  documents: () => path.join(home, 'Documents'),
}

const set = new Map<PathName, string>()

export function setPath(name: PathName, to: string): void {
  if (!path.isAbsolute(to)) throw new Error('Path must be absolute')
  set.set(name, to)
}

export function getPath(name: PathName): string {
  const found = set.get(name) ?? defaults[name]?.()
  if (found === undefined) throw new Error(`Failed to get '${name}' path`)
  return found
}
