import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, IconEraser, IconPencil, IconTrash } from '@tabler/icons-react'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import { useNow } from '../../use-now.ts'
import type { Workspace } from '../chat-workspace.ts'
import { sayWhen } from '../words.ts'
import { askAboutSession } from './session-question.ts'
import classes from './sessions.module.css'

type Props = {
  readonly row: SessionRow
  readonly workspace: Workspace
  readonly onSelect: (key: string) => void
}

export function SessionItem({ row, workspace, onSelect }: Props) {
  const now = useNow(false)
  const isSelected = workspace.conversation.sessionKey === row.key
  const marks = [row.isActive ? 'answering now' : '', row.isUnread ? 'unread' : ''].filter(Boolean).join(', ')
  return (
    <li className={classes.item} data-selected={isSelected} data-session={row.key}>
      <button
        type="button"
        className={classes.open}
        aria-current={isSelected || undefined}
        onClick={() => onSelect(row.key)}
      >
        <span className={classes.first}>
          <span className={classes.title} data-unread={row.isUnread}>
            {row.title}
          </span>
          {marks && <span className="visually-hidden"> ({marks})</span>}
          {row.isActive ? (
            <span className={classes.active} aria-hidden />
          ) : (
            row.isUnread && <span className={classes.unread} aria-hidden />
          )}
        </span>
        <span className={classes.second}>
          <span className={classes.preview}>{row.preview ?? ''}</span>
          {row.updatedAt !== undefined && <span className={classes.when}>{sayWhen(row.updatedAt, now)}</span>}
        </span>
      </button>
      <SessionMenu row={row} workspace={workspace} />
    </li>
  )
}

function SessionMenu({ row, workspace }: Omit<Props, 'onSelect'>) {
  const { online, gateway } = workspace
  const can = (method: string) => gateway.methods.includes(method)
  const isMain = row.key === gateway.mainSessionKey
  const rename = can('sessions.patch')
  const reset = can('sessions.reset')
  const remove = can('sessions.delete') && !isMain
  if (!rename && !reset && !remove) return null
  return (
    <Menu position="bottom-end" width={190} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon
          className={classes.menu ?? ''}
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`What to do with ${row.title}`}
          disabled={!online}
        >
          <IconDotsVertical size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {rename && (
          <Menu.Item
            leftSection={<IconPencil size={15} aria-hidden />}
            onClick={() => askAboutSession('rename', row)}
          >
            Rename…
          </Menu.Item>
        )}
        {reset && (
          <Menu.Item
            leftSection={<IconEraser size={15} aria-hidden />}
            onClick={() => askAboutSession('reset', row)}
          >
            Begin anew…
          </Menu.Item>
        )}
        {remove && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => askAboutSession('delete', row)}
          >
            Delete…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
