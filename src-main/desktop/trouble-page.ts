// The page after a window that would not stay up: written in main, without a script, for scripts may be what failed.
// Its links are taken by the navigation lock, which hands them to `troubleCommand`; they never lead anywhere.
import { pageOrigin } from '../../src-shared/desktop-ipc.ts'
import { pageFile, type PageFile } from '../page/page-files.ts'
import type { Speech } from './speech.ts'

export const troubleUrl = `${pageOrigin}/trouble.html`
/** The same, once the report is on the clipboard. */
export const troubleCopiedUrl = `${pageOrigin}/trouble-copied.html`

export function isTroublePage(url: string): boolean {
  return url === troubleUrl || url === troubleCopiedUrl
}

export type TroubleCommand = 'copy' | 'restart' | 'safe-mode'

/** The command a page has asked for by trying to go to `url`; only the trouble page itself may. */
export function troubleCommand(pageUrl: string, url: string): TroubleCommand | undefined {
  if (!isTroublePage(pageUrl)) return undefined
  return (['copy', 'restart', 'safe-mode'] as const).find(
    command => url === `${pageOrigin}/trouble/${command}`,
  )
}

/** The page or its style sheet, or undefined for any other path. `report` is shown as it is. */
export function troublePart(path: string, report: () => string, speech: Speech): PageFile | undefined {
  const isCopied = path === '/trouble-copied.html'
  if (isCopied || path === '/trouble.html')
    return pageFile('trouble.html', Buffer.from(troubleHtml(report(), isCopied, speech)))
  if (path === '/trouble.css') return pageFile('trouble.css', Buffer.from(style))
  return undefined
}

function troubleHtml(report: string, isCopied: boolean, { t, locale }: Speech): string {
  const link = (command: TroubleCommand, label: string) =>
    `<a href="/trouble/${command}">${escaped(label)}</a>`
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>${escaped(t('shell.pageTitle', { page: t('desktop.trouble.title') }))}</title>
<link rel="stylesheet" href="/trouble.css">
</head>
<body>
<main>
<h1>${escaped(t('desktop.trouble.title'))}</h1>
<p>${escaped(t('desktop.trouble.text'))}</p>
<nav>${link('restart', t('desktop.trouble.restart'))}${link('safe-mode', t('desktop.trouble.safeMode'))}${link('copy', t(isCopied ? 'desktop.trouble.copied' : 'desktop.trouble.copy'))}</nav>
<p class="dim">${escaped(t('desktop.trouble.safeModeText'))}</p>
<pre translate="no" tabindex="0" aria-label="${escaped(t('desktop.trouble.report'))}">${escaped(report)}</pre>
</main>
</body>
</html>
`
}

const style = `:root { color-scheme: light dark; font: 0.9375rem/1.5 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; }
body { margin: 0; background: light-dark(#f5f5f2, #10161a); color: light-dark(#1a2226, #e6eaec); }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.5rem; }
h1 { font-size: 1.375rem; margin: 0 0 0.5rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1.5rem 0; }
a { padding: 0.5rem 0.875rem; border-radius: 0.4375rem; text-decoration: none; color: inherit;
  border: 1px solid light-dark(#8b9296, #5d6a72); }
a:first-child { background: light-dark(#0f5f73, #7cbacb); border-color: transparent; color: light-dark(#fff, #10161a); }
a:focus-visible, pre:focus-visible { outline: 2px solid light-dark(#0f5f73, #7cbacb); outline-offset: 2px; }
.dim { color: light-dark(#56616a, #9aa7ae); font-size: 0.875rem; }
pre { overflow: auto; max-height: 40vh; padding: 1rem; border-radius: 0.4375rem; font-size: 0.75rem;
  background: light-dark(#ecece7, #0b1013); border: 1px solid light-dark(#dbdbd4, #263037); white-space: pre-wrap; }
`

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
