import { useEffect, useRef } from 'react'
import { ApprovalPrompt } from '../approvals/ApprovalPrompt.tsx'
import { ChatPage } from '../chat/ChatPage.tsx'
import { hearOfAll, liveConnection } from '../app-state.ts'
import { ConnectPage } from '../connect/ConnectPage.tsx'
import { GatewayPage } from '../gateway/GatewayPage.tsx'
import { HealthPage } from '../health/HealthPage.tsx'
import { useLiveError } from '../live.ts'
import { hintAtNetwork } from '../network-hints.ts'
import { PromptDialogs } from '../prompts/PromptDialogs.tsx'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import { useFirstStart } from '../welcome/use-first-start.ts'
import { WelcomePage } from '../welcome/WelcomePage.tsx'
import { useWords } from '../words.ts'
import { ConnectionBar } from './ConnectionBar.tsx'
import { NotOpenedByGangway } from './NotOpenedByGangway.tsx'
import { Rail } from './Rail.tsx'
import { VoiceBanner } from '../voice/VoiceBanner.tsx'
import { Troubles } from './Troubles.tsx'
import { useDestination } from './use-destination.ts'
import { useRoute, type Page } from './use-route.ts'
import classes from './Shell.module.css'

export function Shell() {
  // A browser tab can outlive its sign-in; nothing on the page would work then.
  const error = useLiveError(liveConnection)
  return error?.code === 'PAGE_SIGNED_OUT' ? <NotOpenedByGangway error={error} /> : <Pages />
}

function Pages() {
  const { page, section } = useRoute()
  useDestination()
  useEffect(hintAtNetwork, [])
  useEffect(hearOfAll, [])
  const main = useRef<HTMLElement>(null)
  const isAsking = useFirstStart()
  const isWelcome = page === 'welcome'
  const { t } = useWords()
  useTitle(t('shell.pageTitle', { page: t(`shell.pages.${page}`) }))
  useFocusOnPageChange(page, main)

  return (
    <div className={isWelcome ? classes.bare : classes.shell}>
      <a
        href="#main"
        className={classes.skip}
        onClick={event => {
          // The hash names the page; jumping must not change it.
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('shell.skipToPage')}
      </a>
      {!isWelcome && <Rail page={page} />}
      {!isWelcome && <ConnectionBar />}
      {!isWelcome && <Troubles />}
      <main ref={main} id="main" tabIndex={-1} className={classes.main} data-page={page} key={page}>
        {page === 'connect' && !isAsking && <ConnectPage />}
        {page === 'chat' && <ChatPage />}
        {page === 'health' && <HealthPage />}
        {page === 'gateway' && <GatewayPage section={section} />}
        {page === 'settings' && <SettingsPage section={section} />}
        {isWelcome && <WelcomePage again={section === 'again'} />}
      </main>
      <VoiceBanner />
      {!isWelcome && <ApprovalPrompt />}
      <PromptDialogs />
    </div>
  )
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = title
  }, [title])
}

/** A new page is announced by focus on its heading, unless the page itself has put focus somewhere better. */
function useFocusOnPageChange(page: Page, main: React.RefObject<HTMLElement | null>): void {
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    if (main.current?.contains(document.activeElement)) return
    const heading = main.current?.querySelector<HTMLElement>('h1[tabindex]')
    ;(heading ?? main.current)?.focus()
  }, [page, main])
}
