// `npm run icons`: renders the drawings in assets/ to the files beside them. With `--sheet FILE` it also puts all of
// them on one picture, on light and dark bars, as they are and enlarged, to be looked at.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { renderIcons, trayStates, traySizes } from './icon-set.ts'

const root = path.resolve(import.meta.dirname, '..')
const icons = await renderIcons()
for (const [file, content] of icons) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), content)
}
console.log(`${icons.size} icon files are in assets/.`)

function picture(file: string, x: number, y: number, px: number): string {
  const content = icons.get(file)
  if (!content) throw new Error(`No ${file} was rendered.`)
  const data = Buffer.from(content).toString('base64')
  return `<image x="${x}" y="${y}" width="${px}" height="${px}" image-rendering="optimizeSpeed" href="data:image/png;base64,${data}"/>`
}

const bars = [
  { bar: 'light', ground: '#f3f3f3' },
  { bar: 'dark', ground: '#1f1f23' },
] as const

/** One bar: every state in a row at each size, then the smallest and its 2x enlarged. */
function barRow({ bar, ground }: (typeof bars)[number], top: number): string {
  const icon = (state: string, size: string) => `assets/tray/tray-${state}-${bar}-${size}.png`
  const parts = [`<rect y="${top}" width="1180" height="270" fill="${ground}"/>`]
  trayStates.forEach((state, column) => {
    traySizes.forEach((px, row) =>
      parts.push(picture(icon(state, String(px)), 20 + column * 44, top + 20 + row * 50, px)),
    )
    parts.push(picture(icon(state, '16'), 260 + column * 180, top + 12, 128))
    parts.push(picture(icon(state, '16@2x'), 260 + column * 180, top + 150, 96))
  })
  return parts.join('')
}

/** The app icon at its sizes, on a middle ground. */
function appRow(top: number): string {
  const sizes = [16, 24, 32, 48, 64, 128, 256]
  let x = 330
  const parts = [`<rect y="${top}" width="1180" height="300" fill="#9aa7b4"/>`]
  parts.push(picture('assets/icon.png', 20, top + 10, 280))
  for (const px of sizes) {
    parts.push(picture(`assets/icons/${px}x${px}.png`, x, top + 20, px))
    x += px + 18
  }
  parts.push(picture('assets/icons/16x16.png', 330, top + 170, 112))
  parts.push(picture('assets/icons/32x32.png', 460, top + 170, 112))
  return parts.join('')
}

const at = process.argv.indexOf('--sheet')
if (at !== -1) {
  const file = process.argv[at + 1]
  if (!file) throw new Error('--sheet needs a file name.')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1180 840">${bars.map((bar, index) => barRow(bar, index * 270)).join('')}${appRow(540)}</svg>`
  writeFileSync(file, new Resvg(svg).render().asPng())
  console.log(`The contact sheet is ${file}.`)
}
