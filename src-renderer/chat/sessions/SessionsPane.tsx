import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { searchSessions } from '../../../src-shared/chat-sessions.ts'
import type { SessionRow } from '../../../src-shared/chat-sessions.ts'
import { tell } from '../../tell.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import type { Workspace } from '../chat-workspace.ts'
import { useObservable } from '../use-observable.ts'
import { SessionItem } from './SessionItem.tsx'
import { useWords } from '../../words.ts'
import classes from './sessions.module.css'

type Props = {
  readonly workspace: Workspace
  readonly onSelect: (key: string) => void
  /** A button more, at the end of the row of tools. */
  readonly after?: ReactNode
}

/** The sessions of this gateway: which there are, which are busy or unread, and a new one. */
export function SessionsPane({ workspace, onSelect, after }: Props) {
  const { t } = useWords()
  const { sessions, online, gateway } = workspace
  const view = useObservable(sessions)
  const [query, setQuery] = useState('')
  const found = useSearch(workspace, query)
  const rows = query.trim() === '' ? view.rows : found
  const canCreate = gateway.methods.includes('sessions.create')

  return (
    <div className={classes.pane}>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ''}
          type="search"
          size="xs"
          aria-label={t('chat.sessions.search')}
          placeholder={t('chat.sessions.searchExample')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
        />
        {canCreate && (
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t('chat.newChat')}
            title={t('chat.newChat')}
            disabled={!online}
            onClick={() => tell(sessions.create().then(onSelect))}
          >
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        )}
        {after}
      </div>
      {view.error && !view.loaded && (
        <div className={classes.trouble}>
          <ErrorNote error={view.error} />
          <Button
            variant="default"
            size="compact-sm"
            disabled={!online}
            onClick={() => void sessions.refresh()}
          >
            {t('chat.tryAgain')}
          </Button>
        </div>
      )}
      {rows.length === 0 && query.trim() !== '' && (
        <p className={classes.none}>{t('chat.sessions.nothingFound', { query: query.trim() })}</p>
      )}
      <ul className={classes.list} aria-label={t('chat.sessions.title')}>
        {rows.map(row => (
          <SessionItem key={row.key} row={row} workspace={workspace} onSelect={onSelect} />
        ))}
        {view.hasMore && query.trim() === '' && (
          <li className={classes.more}>
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={!online}
              onClick={() => tell(sessions.loadMore())}
            >
              {t('chat.sessions.showMore')}
            </Button>
          </li>
        )}
      </ul>
    </div>
  )
}

/** Between two letters of somebody who types; what is found is there within a fifth of a second. */
const searchDelayMs = 100

/** What is loaded is searched at once; where there is more than that, the gateway is asked as well. */
function useSearch({ sessions, online }: Workspace, query: string): readonly SessionRow[] {
  const rows = useObservable(sessions, view => view.rows)
  const hasMore = useObservable(sessions, view => view.hasMore)
  const [found, setFound] = useState<{ query: string; rows: readonly SessionRow[] }>()
  const wanted = query.trim()

  useEffect(() => {
    if (wanted === '' || !hasMore || !online) return
    const abort = new AbortController()
    const search = async () => {
      const answer = await sessions.search(wanted, abort.signal)
      setFound({ query: wanted, rows: answer })
    }
    const timer = setTimeout(() => tell(search()), searchDelayMs)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [wanted, hasMore, online, sessions])

  const local = searchSessions(rows, wanted)
  if (found?.query !== wanted) return local
  const keys = new Set(local.map(row => row.key))
  return [...local, ...found.rows.filter(row => !keys.has(row.key))]
}
