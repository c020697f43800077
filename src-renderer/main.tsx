import './zod-without-eval.ts'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/contrast.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { bringBridge } from './desktop.ts'
import { gatewayOfThisPage } from './gateway-page.ts'
import { tellWhatIsHeld } from './held.ts'
import { holdDrops } from './hold-drops.ts'
import { rememberedLanguage, words } from './words.ts'

const gateway = gatewayOfThisPage()
if (gateway) bringBridge((await import('./control-ui/control-ui.ts')).openControlUi(gateway.version))

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
await words.use(rememberedLanguage())
tellWhatIsHeld()
holdDrops()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
