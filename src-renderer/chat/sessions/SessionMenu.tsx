import { ActionIcon } from '@mantine/core'
import { IconDotsVertical, IconEraser, IconPencil, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { sessionTitle } from '../../../src-shared/chat-sessions.ts'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import type { Workspace } from '../chat-workspace.ts'
import { askAboutSession } from './session-question.ts'
import type { SessionQuestion } from './session-question.ts'
import { PopoverItem, PopoverMenu } from '../../ui/PopoverMenu.tsx'
import { closePopover } from '../../ui/popover.ts'
import { useWords } from '../../words.ts'
import classes from './sessions.module.css'

type Props = { readonly row: SessionRow; readonly workspace: Workspace }

/** What can be done with a session: as much as this gateway lets one do. */
export function SessionMenu({ row, workspace }: Props) {
  const { t } = useWords()
  const { online, gateway } = workspace
  const menuId = useId()
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
          closePopover(menuId)
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
      <PopoverMenu id={menuId} width="narrow" align="end">
        {item('rename', <IconPencil size={15} aria-hidden />, t('chat.sessions.rename'))}
        {item('reset', <IconEraser size={15} aria-hidden />, t('chat.sessions.reset'))}
        {item('delete', <IconTrash size={15} aria-hidden />, t('chat.sessions.delete'))}
      </PopoverMenu>
    </>
  )
}
