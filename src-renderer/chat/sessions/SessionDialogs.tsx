import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { hasOwnTitle, sessionTitle } from '../../../src-shared/chat-sessions.ts'
import { toErrorReport } from '../../../src-shared/errors.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import type { Workspace } from '../chat-workspace.ts'
import { useObservable } from '../use-observable.ts'
import { sessionQuestion } from './session-question.ts'
import type { SessionQuestion } from './session-question.ts'
import { useWords } from '../../words.ts'
import classes from './sessions.module.css'

type Props = { readonly workspace: Workspace; readonly onSelect: (key: string) => void }

export function SessionDialogs(props: Props) {
  const { t } = useWords()
  const question = useObservable(sessionQuestion)
  return (
    <Modal
      opened={question !== undefined}
      onClose={close}
      title={question ? t(`chat.dialogs.titles.${question.kind}`) : ''}
      withCloseButton={false}
      transitionProps={{ duration: 0 }}
    >
      {question && <Question key={`${question.kind} ${question.row.key}`} question={question} {...props} />}
    </Modal>
  )
}

function close(): void {
  sessionQuestion.set(undefined)
}

const maxLabelLength = 200

function Question({ question, workspace, onSelect }: Props & { question: SessionQuestion }) {
  const { t, rich } = useWords()
  const { kind, row } = question
  const { sessions, gateway, conversation } = workspace
  const [label, setLabel] = useState(row.label ?? sessionTitle(row, t))
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorReport>()

  const act = async (): Promise<void> => {
    switch (kind) {
      case 'rename':
        await sessions.rename(row.key, label.trim())
        return
      case 'reset':
        await sessions.reset(row.key)
        if (conversation.sessionKey === row.key) conversation.gap()
        return
      case 'delete':
        await sessions.remove(row.key)
        if (conversation.sessionKey === row.key) onSelect(gateway.mainSessionKey)
    }
  }

  const submit = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await act()
      close()
    } catch (failure) {
      setError(toErrorReport(failure))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      className={classes.question}
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      {kind === 'rename' && (
        <TextInput
          label={t('chat.dialogs.name')}
          value={label}
          maxLength={maxLabelLength}
          data-autofocus
          onChange={event => setLabel(event.currentTarget.value)}
        />
      )}
      {kind !== 'rename' && (
        <p>
          {rich(`chat.dialogs.${kind}`, {
            title: <strong translate={hasOwnTitle(row) ? 'no' : undefined}>{sessionTitle(row, t)}</strong>,
          })}
        </p>
      )}
      {error && <ErrorNote error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus={kind === 'rename' ? undefined : true}>
          {t('common.cancel')}
        </Button>
        <Button
          type="submit"
          loading={isBusy}
          disabled={kind === 'rename' && label.trim() === ''}
          {...(kind === 'rename' ? {} : { color: 'red' })}
        >
          {t(`chat.dialogs.actions.${kind}`)}
        </Button>
      </Group>
    </form>
  )
}
