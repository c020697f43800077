// Pages in each state a person can meet them in, one after the other in one window: nothing that axe finds in either
// theme, nothing wider than a narrow window, no word that a catalog does not have, nothing that the policy had to forbid.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import type { LanguageSetting } from '../../src-shared/i18n/languages.ts'
import { AppSettings } from '../../src-shared/settings.ts'
import { untranslated } from './untranslated.ts'
import type { Answers, BenchWindow, WindowBench } from './window-bench.ts'

export type Scene = {
  readonly hash: string
  readonly answers?: Answers
  /** What a person, or the app, does after the page has opened in English. */
  readonly act?: (window: BenchWindow) => Promise<void>
}

const wide = { width: 1280, height: 800 }
const narrow = { width: 400, height: 700 }

/** A window whose system speaks the language for tests, `en-XA`; it is for all scenes of a file. */
export async function openWalk(bench: WindowBench): Promise<BenchWindow> {
  return await bench.open({ viewport: wide, context: { locale: 'en-XA' } })
}

export async function walk(window: BenchWindow, { hash, answers, act }: Scene): Promise<void> {
  const { page } = window
  const settings = await settingsOf(answers)
  await page.emulateMedia({ colorScheme: 'light' })
  await window.reopen({ hash, answers: { ...answers, 'settings.current': () => settings('en') } })
  await page.locator('html[lang="en"] h1').first().waitFor()
  await act?.(window)

  await window.tell('settings.changed', settings('system'))
  await expectLanguage(page, 'en-XA')
  await expect.poll(() => untranslated(window)).toEqual([])
  await page.setViewportSize(narrow)
  await expect.poll(() => widestPart(page)).toEqual([])

  await window.tell('settings.changed', settings('pl'))
  await expectLanguage(page, 'pl')
  await expect.poll(() => widestPart(page)).toEqual([])
  await page.setViewportSize(wide)
  expect(await window.accessibilityFaults()).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
  expect(await window.accessibilityFaults('colors')).toEqual([])

  expect(await window.violations()).toEqual([])
  expect(window.foreignRequests).toEqual([])
  expect(window.complaints).toEqual([])
}

async function settingsOf(answers: Answers | undefined): Promise<(language: LanguageSetting) => AppSettings> {
  const current = await answers?.['settings.current']?.()
  return language => AppSettings.parse({ ...current, language })
}

/** Waits until the page is drawn in a language. */
export async function expectLanguage(page: Page, language: string): Promise<void> {
  await page.locator(`html[lang="${language}"]`).waitFor()
  await page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

/** What makes a page scroll sideways, by its text; where a part of it scrolls by itself, that is its own affair. */
export async function widestPart(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const parts = [
      document.documentElement,
      ...document.querySelectorAll('main, header, nav, [role="dialog"]'),
    ]
    return parts
      .filter(part => getComputedStyle(part).overflowX !== 'auto' || part.matches('main, [role="dialog"]'))
      .filter(part => part.scrollWidth > width)
      .flatMap(part => {
        const wide = [...part.querySelectorAll('*')].filter(
          element => element.getBoundingClientRect().right > width && element.children.length === 0,
        )
        return [
          `${part.tagName} ${part.scrollWidth}`,
          ...wide.map(element => element.outerHTML.slice(0, 120)),
        ]
      })
  })
}
