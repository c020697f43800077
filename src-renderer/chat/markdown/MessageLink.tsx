import type { KeyboardEvent, ReactNode } from 'react'
import { askToOpen } from './open-link.ts'
import { saysOtherHost } from './safe-url.ts'
import type { SafeLink } from './safe-url.ts'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

/**
 * A link without an address in the page: nothing can follow it, drag it or open it in a tab. A click asks first and
 * shows where it leads.
 */
export function MessageLink({
  link,
  words,
  children,
}: {
  link: SafeLink
  words: string
  children: ReactNode
}) {
  const { t } = useWords()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    askToOpen(link)
  }
  return (
    <>
      <span
        role="link"
        tabIndex={0}
        className={classes.link}
        title={link.href}
        translate="no"
        onClick={() => askToOpen(link)}
        onKeyDown={onKeyDown}
      >
        {children}
      </span>
      {saysOtherHost(words, link) && (
        <span className={classes.host} translate="yes">
          {' '}
          {t('chat.messages.leadsTo', { host: link.host })}
        </span>
      )}
    </>
  )
}
