import { ActionIcon } from '@mantine/core'
import { IconDotsVertical, IconEraser, IconPencil, IconTrash } from '@tabler/icons-react'
import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { sessionTitle } from '../../../src-shared/chat-sessions.ts'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import type { Workspace } from '../chat-workspace.ts'
import { askAboutSession } from './session-question.ts'
import type { SessionQuestion } from './session-question.ts'
import { useWords } from '../../words.ts'
import popover from '../../ui/popover.module.css'
import classes from './sessions.module.css'

type Props = { readonly row: SessionRow; readonly workspace: Workspace }

const gap = 4

/** What can be done with a session: as much as this gateway lets one do. */
export function SessionMenu({ row, workspace }: Props) {
  const { t } = useWords()
  const { online, gateway } = workspace
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const menuId = useId()
  const can = (method: string) => gateway.methods.includes(method)
  const offers = {
    rename: can('sessions.patch'),
    reset: can('sessions.reset'),
    delete: can('sessions.delete') && row.key !== gateway.mainSessionKey,
  }
  if (!offers.rename && !offers.reset && !offers.delete) return null

  // The browser's own popover: above everything, closed by Escape and by a click elsewhere.
  const place = () => {
    if (!menu.current || !button.current) return
    const at = button.current.getBoundingClientRect()
    const { offsetHeight, offsetWidth } = menu.current
    const below = at.bottom + gap
    menu.current.style.top = `${below + offsetHeight > innerHeight ? at.top - gap - offsetHeight : below}px`
    menu.current.style.left = `${Math.max(gap, at.right - offsetWidth)}px`
    menu.current.querySelector('button')?.focus()
  }

  const item = (kind: SessionQuestion['kind'], icon: ReactNode, words: string) =>
    offers[kind] && (
      <button
        type="button"
        className={`${popover.item} ${classes.menuItem}`}
        data-kind={kind}
        onClick={() => {
          menu.current?.hidePopover()
          askAboutSession(kind, row)
        }}
      >
        {icon}
        {words}
      </button>
    )

  return (
    <>
      <ActionIcon
        ref={button}
        className={classes.menuButton ?? ''}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={t('chat.sessions.actions', { title: sessionTitle(row, t) })}
        disabled={!online}
        popoverTarget={menuId}
      >
        <IconDotsVertical size={15} aria-hidden />
      </ActionIcon>
      <div
        ref={menu}
        id={menuId}
        popover="auto"
        className={`${popover.menu} ${classes.menu}`}
        onToggle={event => event.newState === 'open' && place()}
      >
        {item('rename', <IconPencil size={15} aria-hidden />, t('chat.sessions.rename'))}
        {item('reset', <IconEraser size={15} aria-hidden />, t('chat.sessions.reset'))}
        {item('delete', <IconTrash size={15} aria-hidden />, t('chat.sessions.delete'))}
      </div>
    </>
  )
}
