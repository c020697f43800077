import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import { Mark } from '../../ui/Mark.tsx'
import { useNow } from '../../use-now.ts'
import type { Workspace } from '../chat-workspace.ts'
import { sayWhen } from '../words.ts'
import { SessionMenu } from './SessionMenu.tsx'
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
            <Mark shape="busy" size={13} />
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
