// Where the tray's pictures lie. macOS colours a template itself; elsewhere there is one set for light bars and one for
// dark ones. Electron finds the `@2x` beside each by itself.
import path from 'node:path'
import type { TrayShape } from './tray-face.ts'

/** In pixels at 100 %: what the system's bar asks for. */
const sizes: Partial<Record<NodeJS.Platform, number>> = { win32: 16, linux: 24 }

export type Bar = 'light' | 'dark'

export function trayIconFile(
  assets: string,
  shape: TrayShape,
  bar: Bar,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'darwin') return path.join(assets, 'tray', `tray-${shape}Template.png`)
  return path.join(assets, 'tray', `tray-${shape}-${bar}-${sizes[platform] ?? 24}.png`)
}
