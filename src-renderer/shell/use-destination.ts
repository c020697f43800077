// Follows where the tray, a notice or a link sends the window.
import { useEffect } from 'react'
import { propose } from '../connect/proposal.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { pageHref } from './use-route.ts'

export function useDestination(): void {
  useEffect(() => {
    // Asked for at once too: the window may have been opened for it.
    tell(follow())
    return desktop.app.onNavigate(() => tell(follow()))
  }, [])
}

async function follow(): Promise<void> {
  const destination = await desktop.app.destination()
  if (!destination) return
  if (destination.proposal) propose(destination.proposal)
  location.hash = pageHref(destination.page, destination.section)
}
