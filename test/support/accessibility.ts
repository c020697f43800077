// What axe finds wrong on a page.
import axe, { type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

/** `colors`: those that another theme can break; they take a fraction of the time. */
export type AccessibilityRules = 'all' | 'colors'

const accessibilityRules: Record<AccessibilityRules, NonNullable<RunOptions['runOnly']>> = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  colors: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/** What axe finds wrong on a page, one line each. */
export async function accessibilityFaults(page: Page, rules: AccessibilityRules = 'all'): Promise<string[]> {
  const before = page.viewportSize()
  await showWholePage(page)
  await colorsSettle(page)
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const faults = await page.evaluate(async runOnly => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`),
    )
  }, accessibilityRules[rules])
  if (before) await page.setViewportSize(before)
  return faults
}

/** A colour on its way to that of another theme is neither of them. What turns for ever is not waited for. */
export async function colorsSettle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const passing = document
      .getAnimations()
      .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(passing.map(one => one.finished))
  })
}

/** axe passes over what is scrolled out of sight, so nothing may be. */
async function showWholePage(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const parts = [...document.querySelectorAll('main, [role="dialog"]')]
    return Math.max(0, ...parts.map(part => part.scrollHeight - part.clientHeight))
  })
  const size = page.viewportSize()
  if (size && hidden > 0) await page.setViewportSize({ ...size, height: size.height + hidden + 100 })
}
