// What is shown in letters that the language for tests does not have: text that no catalog knows.
import type { Page } from 'playwright-core'

/**
 * The texts of a page that speaks `en-XA` which are not a catalog's: everything in plain letters, except what is marked
 * as nobody's to translate, and values inside a message that the page was told (`heard`), such as a host's name.
 */
export async function untranslated(window: {
  readonly page: Page
  readonly heard: readonly unknown[]
}): Promise<string[]> {
  const names = namesIn(window.heard) + (await typed(window.page))
  const texts = await shownTexts(window.page)
  return texts.filter(text => hasPlainLetters(text, names))
}

/** `names`: every value that a message may hold, one after the other. */
export function hasPlainLetters(text: string, names: string): boolean {
  return /[A-Za-z]/.test(withoutNames(text, names))
}

const isolate = /\u2068([^\u2068\u2069]*)\u2069/u

function withoutNames(text: string, names: string): string {
  let rest = text
  for (let found = isolate.exec(rest); found; found = isolate.exec(rest)) {
    const [whole, value = ''] = found
    // What is not a name stays where it stands, and gives its message away.
    const kept = isKnown(value, names) || isDate(value) ? '' : value
    rest = rest.slice(0, found.index) + kept + rest.slice(found.index + whole.length)
  }
  return rest
}

/** A name that was told, or two of them, one after the other. */
function isKnown(value: string, names: string): boolean {
  if (names.includes(value)) return true
  return [...value.matchAll(/, | /g)].some(
    ({ 0: gap, index }) =>
      names.includes(value.slice(0, index)) && names.includes(value.slice(index + gap.length)),
  )
}

const dateWords =
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b[AP]M\b|\bat\b/g

function isDate(value: string): boolean {
  return /\d/.test(value) && !/[A-Za-z]/.test(value.replaceAll(dateWords, ''))
}

/** Every text in a value, end to end; sentences that errors carry for logs and the CLI are left out. */
export function namesIn(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return `${value}\n`
  if (Array.isArray(value)) return `${value.map(namesIn).join('')}${value.join(', ')}\n`
  if (typeof value !== 'object' || value === null) return ''
  const isError = 'code' in value && 'remedy' in value
  return Object.entries(value)
    .filter(([key]) => key !== 'phrase' && !(isError && (key === 'message' || key === 'remedy')))
    .map(([, part]) => namesIn(part))
    .join('')
}

/** What a person has written is theirs. */
async function typed(page: Page): Promise<string> {
  const fields = page.locator('input, textarea')
  const values = await fields.evaluateAll(all => all.map(field => (field as HTMLInputElement).value))
  return values.join('\n')
}

async function shownTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const texts: string[] = [document.title]
    // Code and names that stand apart are nobody's to translate, unless the page says so of a part of them.
    const isOurs = (element: Element) => {
      const nearest = element.closest('[translate], code, bdi, html')
      return !nearest?.matches('[translate="no"], code:not([translate]), bdi:not([translate])')
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent?.checkVisibility() && isOurs(parent) && !parent.closest('script, style, textarea'))
        texts.push(node.textContent ?? '')
    }
    for (const element of document.querySelectorAll('*')) {
      if (!element.checkVisibility() || !isOurs(element)) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) {
        const text = element.getAttribute(name)
        if (text) texts.push(text)
      }
    }
    return texts.filter(text => text.trim() !== '')
  })
}
