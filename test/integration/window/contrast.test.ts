// What people ask of their system holds in the window: more contrast, colours of their own, less motion.
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { colorsSettle } from '../../support/accessibility.ts'
import { openWindowBench, type Answers, type WindowBench } from '../../support/window-bench.ts'
import { healthy, recent, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

const scenes: Record<string, { hash: string; answers: Answers }> = {
  connect: { hash: '#/connect', answers: { 'connection.recent': () => recent } },
  'a missing token': { hash: '#/connect', answers: { 'connection.current': () => states.tokenMissing } },
  health: {
    hash: '#/health',
    answers: { 'connection.current': () => states.online, 'health.current': () => healthy },
  },
  settings: { hash: '#/settings', answers: { 'connection.recent': () => recent } },
}

/** Texts with less than 7:1 (4.5:1 where large), the measure of WCAG 2.2, 1.4.6. */
async function paleTexts(page: Page): Promise<string[]> {
  await colorsSettle(page)
  await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: 'rule', values: ['color-contrast-enhanced'] },
      rules: { 'color-contrast-enhanced': { enabled: true } },
    })
    return violations.flatMap(({ nodes }) =>
      nodes.map(node => `${node.html.slice(0, 120)} – ${node.failureSummary ?? ''}`),
    )
  })
}

test.each(Object.keys(scenes))('%s gives more contrast where it is asked for', async name => {
  const window = await bench.open(scenes[name])
  await window.page.locator('h1').first().waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.page.emulateMedia({ colorScheme, contrast: 'more' })
    await window.page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await paleTexts(window.page), colorScheme).toEqual([])
    expect(await window.accessibilityFaults(), colorScheme).toEqual([])
  }
  await window.close()
})

test.each(Object.keys(scenes))('%s stays usable in colours that the system forces', async name => {
  const window = await bench.open(scenes[name])
  await window.page.locator('h1').first().waitFor()
  await window.page.emulateMedia({ forcedColors: 'active' })
  expect(await window.accessibilityFaults()).toEqual([])
  // Where one is must not be told by a background, for that is gone.
  const current = window.page.locator('nav [aria-current="page"]').first()
  expect(await current.evaluate(link => getComputedStyle(link).outlineStyle)).toBe('solid')
  await window.close()
})

test('nothing moves for those who want less motion', async () => {
  const window = await bench.open({
    hash: '#/connect',
    answers: { 'connection.current': () => states.opening },
  })
  await window.page.locator('h1').first().waitFor()
  const moving = () =>
    window.page.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            ({ playState, effect }) =>
              playState === 'running' && Number(effect?.getComputedTiming().activeDuration) > 50,
          ).length,
    )
  expect(await moving()).toBe(0)
  await window.page.emulateMedia({ reducedMotion: 'no-preference' })
  await expect.poll(moving).toBeGreaterThan(0)
  await window.close()
})
