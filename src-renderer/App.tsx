import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import { hasDesktop } from './desktop.ts'
import { NotOpenedByGangway } from './shell/NotOpenedByGangway.tsx'
import { Shell } from './shell/Shell.tsx'
import { themeIn } from './theme/theme.ts'
import { useColorScheme } from './theme/use-color-scheme.ts'
import { useLanguage } from './use-language.ts'
import { useWords } from './words.ts'

export function App() {
  return hasDesktop() ? <Window /> : <NotOpenedByGangway />
}

function Window() {
  const colorScheme = useColorScheme()
  useLanguage()
  const { t } = useWords()
  const theme = useMemo(() => themeIn(t), [t])
  // Without variables and global classes: Mantine would write both into <style> elements, which the policy forbids.
  return (
    <MantineProvider
      theme={theme}
      withCssVariables={false}
      withGlobalClasses={false}
      forceColorScheme={colorScheme}
    >
      <Notifications position="bottom-right" limit={3} />
      <Shell />
    </MantineProvider>
  )
}
