import { ActionIcon } from '@mantine/core'
import { IconDotsVertical, IconEraser, IconPencil, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { sessionTitle } from '../../../src-shared/chat-sessions.ts'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import type { Workspace } from '../chat-workspace.ts'
import { askAboutSession } from './session-question.ts'
import type { SessionQuestion } from './session-question.ts'
import { PopoverItem, PopoverMenu, usePopover } from '../../ui/PopoverMenu.tsx'
import { useWords } from '../../words.ts'
import classes from './sessions.module.css'

type Props = { readonly row: SessionRow; readonly workspace: Workspace }

/** What can be done with a session: as much as this gateway lets one do. */
export function SessionMenu({ row, workspace }: Props) {
  const { t } = useWords()
  const { online, gateway } = workspace
  const popover = usePopover()
  const can = (method: string) => gateway.methods.includes(method)
  const offers = {
    rename: can('sessions.patch'),
    reset: can('sessions.reset'),
    delete: can('sessions.delete') && row.key !== gateway.mainSessionKey,
  }
  if (!offers.rename && !offers.reset && !offers.delete) return null

  const item = (kind: SessionQuestion['kind'], icon: ReactNode, words: string) =>
    offers[kind] && (
      <PopoverItem
        data-kind={kind}
        onClick={() => {
          popover.close()
          askAboutSession(kind, row)
        }}
      >
        {icon}
        {words}
      </PopoverItem>
    )

  return (
    <>
      <ActionIcon
        ref={popover.button}
        className={classes.menuButton ?? ''}
        variant="subtle"
        color="gray"
        size={26}
        aria-label={t('chat.sessions.actions', { title: sessionTitle(row, t) })}
        disabled={!online}
        popoverTarget={popover.id}
      >
        <IconDotsVertical size={15} aria-hidden />
      </ActionIcon>
      <PopoverMenu popover={popover} width="narrow" align="end">
        {item('rename', <IconPencil size={15} aria-hidden />, t('chat.sessions.rename'))}
        {item('reset', <IconEraser size={15} aria-hidden />, t('chat.sessions.reset'))}
        {item('delete', <IconTrash size={15} aria-hidden />, t('chat.sessions.delete'))}
      </PopoverMenu>
    </>
  )
}
