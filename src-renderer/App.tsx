import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { hasDesktop } from './desktop.ts'
import { NotOpenedByGangway } from './shell/NotOpenedByGangway.tsx'
import { Shell } from './shell/Shell.tsx'
import { theme } from './theme/theme.ts'
import { useColorScheme } from './theme/use-color-scheme.ts'

export function App() {
  return hasDesktop() ? <Window /> : <NotOpenedByGangway />
}

function Window() {
  const colorScheme = useColorScheme()
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
