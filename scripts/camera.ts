// Takes pictures of the desktop window: each scene in both languages, wide and narrow, light and dark.
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { StandIn } from '../test/electron-standin/control.ts'

export const languages = ['en', 'pl'] as const
export type Language = (typeof languages)[number]

const sizes = { '': { width: 1280, height: 800 }, '-narrow': { width: 400, height: 800 } } as const
const schemes = ['light', 'dark'] as const

export type Camera = {
  /** `<name>[-narrow][-pl]-<theme>.png`, eight of them. The window is wide and English again after it. */
  readonly shoot: (name: string, scene?: Scene) => Promise<void>
  readonly speak: (language: Language) => Promise<void>
}

export type Scene = {
  /** Brings the page to where it should stand, each time its size or its words have changed. */
  readonly arrange?: (() => Promise<unknown>) | undefined
  /** Whether it still is what the picture is to show; asked before and after, until both are so. */
  readonly isSteady?: (() => Promise<boolean>) | undefined
}

export function openCamera(app: StandIn, page: Page, folder: string): Camera {
  async function speak(language: Language): Promise<void> {
    await page.evaluate(async to => {
      const { desktop } = globalThis as unknown as {
        desktop: { ask: (name: string, argument: unknown) => Promise<unknown> }
      }
      await desktop.ask('settings.change', { language: to })
    }, language)
    await page.locator(`html[lang^="${language}"]`).waitFor()
  }

  async function click(file: string, { isSteady = async () => true }: Scene): Promise<void> {
    for (;;) {
      while (!(await isSteady())) await page.waitForTimeout(250)
      await page.screenshot({ path: file, animations: 'disabled' })
      if (await isSteady()) return
    }
  }

  async function shoot(name: string, scene: Scene = {}): Promise<void> {
    for (const language of languages) {
      await speak(language)
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport)
        // Nothing is hovered over.
        await page.mouse.move(0, 0)
        await scene.arrange?.()
        for (const scheme of schemes) {
          const isDark = scheme === 'dark'
          await app.ask('setAppearance', { isDark, isReducedMotion: true })
          await page.waitForFunction(
            wanted => matchMedia('(prefers-color-scheme: dark)').matches === wanted,
            isDark,
          )
          const suffix = `${size}${language === 'en' ? '' : `-${language}`}-${scheme}`
          await click(path.join(folder, `${name}${suffix}.png`), scene)
        }
      }
    }
    await page.setViewportSize(sizes[''])
    await app.ask('setAppearance', { isDark: false })
    await speak('en')
  }
  return { shoot, speak }
}
