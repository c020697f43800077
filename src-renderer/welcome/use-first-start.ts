// Sends a window that was opened on no page in particular to the welcome, on the first start.
import { useEffect, useState } from 'react'
import { desktop } from '../desktop.ts'
import { pageHref } from '../shell/use-route.ts'

const isAnywhere = () => location.hash === '' || location.hash === '#/'

/** True while it is not known yet whether the welcome is due: a page that flashes by would only confuse. */
export function useFirstStart(): boolean {
  const [isAsking, setIsAsking] = useState(isAnywhere)
  useEffect(() => {
    if (!isAnywhere()) return
    const decide = async () => {
      try {
        if ((await desktop.welcome.isDue()) && isAnywhere()) location.replace(pageHref('welcome'))
      } finally {
        setIsAsking(false)
      }
    }
    // Without an answer the ordinary first page is a good place.
    decide().catch(() => undefined)
  }, [])
  return isAsking
}
