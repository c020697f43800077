import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { liveConnection } from '../app-state.ts'
import { describeConnection } from '../../src-shared/connection.ts'
import { sayError } from '../../src-shared/error-words.ts'
import { emptySession, hasOwnTitle, sessionTitle } from '../../src-shared/chat-sessions.ts'
import { useLive } from '../live.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Mark } from '../ui/Mark.tsx'
import { useWords } from '../words.ts'
import type { Workspace } from './chat-workspace.ts'
import { ComposerBox } from './composer/ComposerBox.tsx'
import { RunStatus } from './composer/RunStatus.tsx'
import { MessageList } from './messages/MessageList.tsx'
import { Skeleton } from './Skeleton.tsx'
import { useObservable } from './use-observable.ts'
import classes from './chat.module.css'

type Props = {
  readonly workspace: Workspace
  /** What stands before the title: the way to the sessions where there is no room for them. */
  readonly before: ReactNode
}

/** One session: what was said, what is being said, and where to say more. */
export function ConversationView({ workspace, before }: Props) {
  const { t } = useWords()
  const { conversation, sessions, online } = workspace
  const { sessionKey } = conversation
  const rows = useObservable(sessions, view => view.rows)
  const row = rows.find(other => other.key === sessionKey) ?? emptySession(sessionKey)
  return (
    <section className={classes.conversation} aria-labelledby="conversation-title">
      <header className={classes.header}>
        {before}
        <h2 id="conversation-title" className={classes.title} translate={hasOwnTitle(row) ? 'no' : undefined}>
          {sessionTitle(row, t)}
        </h2>
      </header>
      {!online && <OfflineBanner canQueue={conversation.sending.canQueue} />}
      <Messages workspace={workspace} />
      <RunStatus conversation={conversation} online={online} />
      <ComposerBox workspace={workspace} />
    </section>
  )
}

function OfflineBanner({ canQueue }: { readonly canQueue: boolean }) {
  const { t } = useWords()
  const connection = useLive(liveConnection)
  const headline = connection ? describeConnection(connection, 0, t).headline : t('connection.idle')
  return (
    <div className={classes.banner} role="status">
      <Mark shape="attention" />
      <span>
        <strong>{t(canQueue ? 'chat.conversation.offline' : 'chat.conversation.readOnly')}</strong>{' '}
        {t(canQueue ? 'chat.conversation.offlineDetail' : 'chat.conversation.readOnlyDetail', { headline })}
      </span>
    </div>
  )
}

function Messages({ workspace }: { workspace: Workspace }) {
  const { t } = useWords()
  const { conversation, online } = workspace
  const loaded = useObservable(conversation, view => view.loaded)
  const isEmpty = useObservable(conversation, view => view.rows.length === 0)
  const error = useObservable(conversation, view => view.error)
  const running = useObservable(conversation, view => view.running)

  if (!loaded && isEmpty) {
    if (error) {
      return (
        <div className={classes.middle}>
          <div className={classes.failure}>
            <ErrorNote error={error} />
            <Button variant="default" disabled={!online} onClick={() => void conversation.sync()}>
              {t('chat.conversation.readAgain')}
            </Button>
          </div>
        </div>
      )
    }
    return online ? (
      <Skeleton label={t('chat.conversation.reading')} />
    ) : (
      <div className={classes.middle}>
        <EmptyState title={t('chat.conversation.notRead')}>{t('chat.conversation.notReadDetail')}</EmptyState>
      </div>
    )
  }
  if (isEmpty && !running) {
    return (
      <div className={classes.middle}>
        <EmptyState title={t('chat.conversation.empty')}>{t('chat.conversation.emptyDetail')}</EmptyState>
      </div>
    )
  }
  return (
    <>
      {error && online && (
        <div className={classes.banner} role="alert">
          <Mark shape="attention" />
          <span>{t('chat.conversation.stale', { problem: sayError(error, t).message })}</span>
          <Button variant="default" size="compact-sm" onClick={() => void conversation.sync()}>
            {t('chat.tryAgain')}
          </Button>
        </div>
      )}
      <MessageList conversation={conversation} online={online} />
    </>
  )
}
