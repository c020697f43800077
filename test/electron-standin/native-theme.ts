// The system's appearance as a test sets it; the pages' media queries follow.
import { EventEmitter } from 'node:events'

export type Appearance = {
  readonly isDark: boolean
  readonly isHighContrast: boolean
  readonly isReducedMotion: boolean
}

let system: Appearance = { isDark: false, isHighContrast: false, isReducedMotion: false }
let source: Electron.NativeTheme['themeSource'] = 'system'
const events = new EventEmitter()

function isDark(): boolean {
  return source === 'system' ? system.isDark : source === 'dark'
}

export const nativeTheme = Object.defineProperties(events, {
  themeSource: {
    get: () => source,
    set: (to: typeof source) => {
      source = to
      events.emit('updated')
    },
  },
  shouldUseDarkColors: { get: isDark },
  shouldUseDarkColorsForSystemIntegratedUI: { get: () => system.isDark },
  shouldUseHighContrastColors: { get: () => system.isHighContrast },
  prefersReducedMotion: { get: () => system.isReducedMotion },
}) as unknown as EventEmitter &
  Pick<
    Electron.NativeTheme,
    | 'themeSource'
    | 'shouldUseDarkColors'
    | 'shouldUseDarkColorsForSystemIntegratedUI'
    | 'shouldUseHighContrastColors'
  >

export function setAppearance(to: Partial<Appearance>): void {
  system = { ...system, ...to }
  events.emit('updated')
}

/** What `@media` sees. */
export function themeFeatures(): { name: string; value: string }[] {
  return [
    { name: 'prefers-color-scheme', value: isDark() ? 'dark' : 'light' },
    { name: 'prefers-contrast', value: system.isHighContrast ? 'more' : 'no-preference' },
    { name: 'prefers-reduced-motion', value: system.isReducedMotion ? 'reduce' : 'no-preference' },
  ]
}
