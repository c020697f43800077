// Every icon file, rendered from the drawings in assets/. Writes nothing: scripts/icons.ts does, and a test compares.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { IconIcns, IconIco } from '@shockpkg/icon-encoder'

const drawings = path.resolve(import.meta.dirname, '../assets')

export const trayStates = ['off', 'connecting', 'online', 'attention', 'down'] as const
export const traySizes = [16, 24, 32] as const

/** Named after the bar that the icon lies on: dark ink on a light bar, light ink on a dark one. */
export const trayInks = {
  light: { ink: '#1b1f22', accents: { connecting: '#0b7285', attention: '#b54708', down: '#c92a2a' } },
  dark: { ink: '#f4f6f7', accents: { connecting: '#66d9e8', attention: '#ffc078', down: '#ff8787' } },
} as const

type TrayState = (typeof trayStates)[number]

/** Where macOS leaves room around an icon, other systems do not: the same square, seen closer. */
const crops = { mac: '0 0 1024 1024', edge: '92 92 840 840' } as const
const smallCrops = { mac: '-2 -2 36 36', edge: '0 0 32 32' } as const
const smallUpTo = 48

function drawing(name: string): string {
  return readFileSync(path.join(drawings, name), 'utf8')
}

function render(svg: string, px: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: 'width', value: px } }).render().asPng()
}

function appIcon(px: number, crop: keyof typeof crops): Buffer {
  const small = px <= smallUpTo
  const svg = drawing(small ? 'app-icon-small.svg' : 'app-icon.svg')
  const viewBox = small ? smallCrops[crop] : crops[crop]
  return render(svg.replace(/viewBox="[^"]*"/, `viewBox="${viewBox}"`), px)
}

/**
 * One tray icon.
 * @param ink the colour of the mark; `accent` that of what the state adds to it (a template image has one ink)
 */
export function trayIcon(state: TrayState, px: number, ink: string, accent = ink): Buffer {
  const svg = drawing(`tray/tray-${state}.svg`)
    .replaceAll('currentColor', ink)
    .replaceAll('"accent"', `"${accent}"`)
  return render(svg, px)
}

function trayIcons(): [string, Buffer][] {
  return trayStates.flatMap(state => {
    const base = `assets/tray/tray-${state}`
    const inked = Object.entries(trayInks).flatMap(([bar, { ink, accents }]) =>
      traySizes.flatMap((px): [string, Buffer][] => {
        const accent = state in accents ? accents[state as keyof typeof accents] : ink
        return [
          [`${base}-${bar}-${px}.png`, trayIcon(state, px, ink, accent)],
          [`${base}-${bar}-${px}@2x.png`, trayIcon(state, px * 2, ink, accent)],
        ]
      }),
    )
    const template: [string, Buffer][] = [
      [`${base}Template.png`, trayIcon(state, 16, '#000000')],
      [`${base}Template@2x.png`, trayIcon(state, 32, '#000000')],
    ]
    return [...inked, ...template]
  })
}

// The names that Apple's format gives to its sizes; 2x ones are the same pixels under another name.
const icnsSizes = [
  ['ic04', 16],
  ['ic11', 32],
  ['ic05', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const

async function icns(): Promise<Uint8Array> {
  const icon = new IconIcns()
  for (const [type, px] of icnsSizes) await icon.addFromPng(appIcon(px, 'mac'), [type])
  return icon.encode()
}

async function ico(): Promise<Uint8Array> {
  const icon = new IconIco()
  for (const px of [16, 20, 24, 32, 40, 48, 64, 256]) await icon.addFromPng(appIcon(px, 'edge'), null)
  return icon.encode()
}

/** Every icon file with its content, by its path in the repository. */
export async function renderIcons(): Promise<Map<string, Uint8Array>> {
  return new Map<string, Uint8Array>([
    ...[16, 24, 32, 48, 64, 128, 256, 512].map((px): [string, Buffer] => [
      `assets/icons/${px}x${px}.png`,
      appIcon(px, 'edge'),
    ]),
    ['assets/icon.png', appIcon(1024, 'mac')],
    ['assets/icon.icns', await icns()],
    ['assets/icon.ico', await ico()],
    ...trayIcons(),
  ])
}
