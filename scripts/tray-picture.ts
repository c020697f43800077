// Draws the tray in its states from the menus' model and the real icon files. A drawing, and it says so: every system
// draws menus of its own.
import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import type { TrayModel } from '../test/electron-standin/control-table.ts'

export type TrayState = { readonly name: string; readonly tray: TrayModel }

/** One PNG with all states side by side, on bars of one theme. */
export async function drawTrays(
  browser: Browser,
  states: readonly TrayState[],
  look: { readonly scheme: 'light' | 'dark'; readonly language: string; readonly file: string },
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 200 }, deviceScaleFactor: 1.5 })
  const panels = await Promise.all(states.map(({ tray }) => panel(tray, look.scheme)))
  await page.setContent(
    `<!doctype html><html lang="${look.language}" data-scheme="${look.scheme}"><style>${style}</style>
     <main>${panels.join('')}</main>
     <footer>Drawn from the menu’s model and the icon files; each system draws its own menus.</footer></html>`,
  )
  await page.locator('html').screenshot({ path: look.file })
  await page.close()
}

async function panel(tray: TrayModel, scheme: 'light' | 'dark'): Promise<string> {
  const file = tray.imageFile?.replace(/-(light|dark)-(\d+)\.png$/, `-${scheme}-$2@2x.png`) ?? ''
  const icon = (await readFile(file)).toString('base64')
  const items = tray.menu.map(item => {
    if (item.type === 'separator') return '<hr>'
    const arrow = item.submenu.length > 0 ? '<span>›</span>' : ''
    return `<li class="${item.isEnabled ? '' : 'line'}">${escaped(item.label)}${arrow}</li>`
  })
  return `<section><div class="bar"><img src="data:image/png;base64,${icon}" alt=""></div>
    <ul>${items.join('')}</ul></section>`
}

function escaped(text: string): string {
  return text.replaceAll('&&', '&').replaceAll(/[&<>]/g, sign => `&#${sign.charCodeAt(0)};`)
}

const style = `
html { width: 1280px; font: 13px/1.35 'Noto Sans', 'DejaVu Sans', sans-serif; background: #dfe4e6; color: #1d2428; }
html[data-scheme=dark] { background: #20282d; color: #e8ecee; }
body { margin: 0; padding: 20px; }
main { display: flex; gap: 14px; align-items: flex-start; }
section { flex: 1 1 0; min-width: 0; }
.bar { display: flex; justify-content: flex-end; padding: 5px 12px; border-radius: 6px 6px 0 0; background: #f3f5f6; }
[data-scheme=dark] .bar { background: #0c1013; }
.bar img { width: 24px; height: 24px; }
ul { list-style: none; margin: 5px 0 0; padding: 5px 0; border-radius: 8px; background: #fff;
  box-shadow: 0 4px 14px #0003; }
[data-scheme=dark] ul { background: #2b353b; box-shadow: 0 4px 14px #0008; }
li { display: flex; justify-content: space-between; padding: 4px 12px; overflow-wrap: anywhere; }
li.line { opacity: .62; }
hr { border: 0; border-top: 1px solid #8884; margin: 5px 0; }
footer { margin-top: 14px; opacity: .6; font-size: 11px; }
`
