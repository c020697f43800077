import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { renderIcons, trayIcon, traySizes, trayStates } from '../../../scripts/icon-set.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const icons = await renderIcons()
const committed = (file: string) => readFileSync(path.join(root, file))

/** How much of the picture differs, from 0 to 1, by opacity alone: what is left when every colour is the same. */
function differenceInShape(one: Buffer, other: Buffer): number {
  const [a, b] = [PNG.sync.read(one), PNG.sync.read(other)]
  let sum = 0
  for (let at = 3; at < a.data.length; at += 4) sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0))
  return sum / 255 / (a.width * a.height)
}

/** The largest difference of one channel in one pixel; rounding of anti-aliased edges may differ between processors. */
function largestDifference(one: Buffer, other: Buffer): number {
  const [a, b] = [PNG.sync.read(one), PNG.sync.read(other)]
  if (a.width !== b.width || a.height !== b.height) return 255
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (b.data[at] ?? 0))), 0)
}

describe('the icon files', () => {
  test('are what the drawings show today (npm run icons makes them)', () => {
    for (const [file, content] of icons) {
      if (file.endsWith('.png'))
        expect(largestDifference(committed(file), Buffer.from(content)), file).toBeLessThanOrEqual(3)
      else expect(committed(file).length, file).toBeGreaterThan(5_000)
    }
  })

  test('are all of them made from drawings: nothing else lies among them', () => {
    const found = readdirSync(path.join(root, 'assets'), { recursive: true, encoding: 'utf8' })
      .map(file => `assets/${file.replaceAll('\\', '/')}`)
      .filter(file => /\.(png|ico|icns)$/.test(file))
    expect(found.sort()).toEqual([...icons.keys()].sort())
  })

  test('have the sizes that their names promise', () => {
    for (const file of icons.keys()) {
      const [, px, twice] = /(?:-|icons\/)(\d+)(?:x\d+)?(@2x)?\.png$/.exec(file) ?? []
      if (!px) continue
      const { width, height } = PNG.sync.read(committed(file))
      expect([width, height], file).toEqual(Array(2).fill(Number(px) * (twice ? 2 : 1)))
    }
    for (const state of trayStates) {
      expect(PNG.sync.read(committed(`assets/tray/tray-${state}Template.png`)).width).toBe(16)
      expect(PNG.sync.read(committed(`assets/tray/tray-${state}Template@2x.png`)).width).toBe(32)
    }
  })

  test('for Windows and macOS hold every size that these systems ask for', () => {
    const ico = committed('assets/icon.ico')
    const widths = Array.from({ length: ico.readUInt16LE(4) }, (_, entry) => ico[6 + entry * 16] || 256)
    expect(widths.sort((a, b) => a - b)).toEqual([16, 20, 24, 32, 40, 48, 64, 256])

    const icns = committed('assets/icon.icns')
    const types: string[] = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      types.push(icns.toString('latin1', at, at + 4))
    expect(types.sort()).toEqual(
      ['ic04', 'ic05', 'ic07', 'ic08', 'ic09', 'ic10', 'ic11', 'ic12', 'ic13', 'ic14'].sort(),
    )
  })
})

describe('the tray icon', () => {
  const pairs = trayStates.flatMap((one, index) =>
    trayStates.slice(index + 1).map(other => [one, other] as const),
  )

  test.each(pairs)('tells %s from %s by its shape alone at 16 px', (one, other) => {
    const shape = (state: string) => committed(`assets/tray/tray-${state}Template.png`)
    expect(differenceInShape(shape(one), shape(other))).toBeGreaterThan(0.045)
  })

  test.each(trayStates)('%s is one ink in a template image, so that macOS can colour it', state => {
    const { data } = PNG.sync.read(committed(`assets/tray/tray-${state}Template.png`))
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3]) expect([data[at], data[at + 1], data[at + 2]]).toEqual([0, 0, 0])
    }
  })

  test.each(trayStates)('%s has the same shape on a light and a dark bar', state => {
    for (const px of traySizes) {
      const on = (bar: string) => committed(`assets/tray/tray-${state}-${bar}-${px}.png`)
      expect(differenceInShape(on('light'), on('dark'))).toBeLessThan(0.001)
      expect(differenceInShape(on('light'), trayIcon(state, px, '#000000'))).toBeLessThan(0.001)
    }
  })
})
