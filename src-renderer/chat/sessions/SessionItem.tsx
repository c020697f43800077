import { hasOwnTitle, sessionTitle } from '../../../src-shared/chat-sessions.ts'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import { Mark } from '../../ui/Mark.tsx'
import { useNow } from '../../use-now.ts'
import type { Workspace } from '../chat-workspace.ts'
import { sayWhen } from '../words.ts'
import { SessionMenu } from './SessionMenu.tsx'
import { useWords } from '../../words.ts'
import classes from './sessions.module.css'

type Props = {
  readonly row: SessionRow
  readonly workspace: Workspace
  readonly onSelect: (key: string) => void
}

export function SessionItem({ row, workspace, onSelect }: Props) {
  const { t } = useWords()
  const now = useNow(false)
  // Without a connection nobody knows whether the answer is still being written.
  const isAnswering = row.isActive && workspace.online
  const isSelected = workspace.conversation.sessionKey === row.key
  const marks = [
    ...(isAnswering ? [t('chat.sessions.answering')] : []),
    ...(row.isUnread ? [t('chat.sessions.unread')] : []),
  ]
  return (
    <li className={classes.item} data-selected={isSelected} data-session={row.key}>
      <button
        type="button"
        className={classes.open}
        aria-current={isSelected || undefined}
        onClick={() => onSelect(row.key)}
      >
        <span className={classes.first}>
          <span
            className={classes.title}
            data-unread={row.isUnread}
            translate={hasOwnTitle(row) ? 'no' : undefined}
          >
            {sessionTitle(row, t)}
          </span>
          {marks.length > 0 && (
            <span className="visually-hidden"> {t('chat.sessions.marks', { marks })}</span>
          )}
          {isAnswering ? (
            <Mark shape="busy" size={13} />
          ) : (
            row.isUnread && <span className={classes.unread} aria-hidden />
          )}
        </span>
        <span className={classes.second}>
          <span className={classes.preview} translate="no">
            {row.preview ?? ''}
          </span>
          {row.updatedAt !== undefined && (
            <span className={classes.when}>{sayWhen(row.updatedAt, now, t)}</span>
          )}
        </span>
      </button>
      <SessionMenu row={row} workspace={workspace} />
    </li>
  )
}
