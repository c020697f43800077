import { Button, CloseButton, Drawer } from '@mantine/core'
import { IconLayoutSidebar, IconMessageCircle, IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { describeConnection, targetKey } from '../../src-shared/connection.ts'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { liveConnection } from '../app-state.ts'
import { useLive } from '../live.ts'
import { pageHref } from '../shell/use-route.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useNow } from '../use-now.ts'
import { useWords } from '../words.ts'
import { chat } from './chat.ts'
import { WaitingMessages } from './WaitingMessages.tsx'
import type { Workspace } from './chat-workspace.ts'
import { ConversationView } from './ConversationView.tsx'
import { LinkDialog } from './markdown/LinkDialog.tsx'
import { Skeleton } from './Skeleton.tsx'
import { sessionQuestion } from './sessions/session-question.ts'
import { SessionDialogs } from './sessions/SessionDialogs.tsx'
import { SessionsPane } from './sessions/SessionsPane.tsx'
import { useObservable } from './use-observable.ts'
import classes from './chat.module.css'

export function ChatPage() {
  const { t } = useWords()
  const workspace = useObservable(chat())
  return (
    <div className={classes.page}>
      <h1 tabIndex={-1} className="visually-hidden">
        {t('chat.title')}
      </h1>
      {workspace ? <Chatting key={workspace.targetKey} workspace={workspace} /> : <NothingYet />}
    </div>
  )
}

/** Before the first greeting of this gateway: there is nothing to read and nobody to write to. */
function NothingYet() {
  const connection = useLive(liveConnection)
  return (
    <div className={classes.notYet}>
      <HowItStands connection={connection} />
      {connection && (
        <WaitingMessages gateway={'target' in connection ? targetKey(connection.target) : undefined} />
      )}
    </div>
  )
}

function HowItStands({ connection }: { connection: ConnectionState | undefined }) {
  const { t } = useWords()
  const now = useNow(connection?.phase === 'waiting')
  if (!connection) return <Skeleton />
  const toConnect = (words: string) => (
    <Button component="a" href={pageHref('connect')} mt="xs">
      {words}
    </Button>
  )
  if (connection.phase === 'idle' || connection.phase === 'closing') {
    return (
      <EmptyState
        icon={<IconMessageCircle size={36} stroke={1.4} />}
        title={t('chat.notConnected.title')}
        action={toConnect(t('chat.notConnected.choose'))}
      >
        {t('chat.notConnected.detail')}
      </EmptyState>
    )
  }
  const { headline, detail } = describeConnection(connection, now, t)
  if (connection.phase === 'opening' || connection.phase === 'online') {
    return <Skeleton label={t('chat.notConnected.progress', { headline, detail })} />
  }
  return (
    <EmptyState
      icon={<IconPlugConnectedX size={36} stroke={1.4} />}
      title={headline}
      action={toConnect(
        t(
          connection.phase === 'waiting'
            ? 'chat.notConnected.seeConnection'
            : 'chat.notConnected.seeWhatToDo',
        ),
      )}
    >
      {detail}
    </EmptyState>
  )
}

function Chatting({ workspace }: { workspace: Workspace }) {
  const { t } = useWords()
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const question = useObservable(sessionQuestion)
  const select = (key: string) => {
    setDrawerOpen(false)
    chat().select(key)
  }
  return (
    <>
      <nav className={classes.sessions} aria-label={t('chat.sessions.navigation')}>
        <SessionsPane workspace={workspace} onSelect={select} />
      </nav>
      <Drawer
        // A question about a session is asked in the drawer's place, not above it.
        opened={isDrawerOpen && question === undefined}
        onClose={() => setDrawerOpen(false)}
        size="20rem"
        lockScroll={false}
        withCloseButton={false}
        transitionProps={{ duration: 0 }}
        attributes={{ content: { 'aria-label': t('chat.sessions.title') } }}
        classNames={{ body: classes.drawerBody ?? '', content: classes.drawer ?? '' }}
      >
        <SessionsPane
          workspace={workspace}
          onSelect={select}
          after={<CloseButton aria-label={t('chat.sessions.close')} onClick={() => setDrawerOpen(false)} />}
        />
      </Drawer>
      <ConversationView
        key={workspace.conversation.sessionKey}
        workspace={workspace}
        before={
          <Button
            className={classes.showSessions ?? ''}
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconLayoutSidebar size={16} aria-hidden />}
            onClick={() => setDrawerOpen(true)}
          >
            {t('chat.sessions.title')}
          </Button>
        }
      />
      <SessionDialogs workspace={workspace} onSelect={select} />
      <LinkDialog />
    </>
  )
}
