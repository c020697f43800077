import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { toErrorReport } from '../../../src-shared/errors.ts'
import type { ErrorReport } from '../../../src-shared/errors.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import type { Workspace } from '../chat-workspace.ts'
import { useObservable } from '../use-observable.ts'
import { sessionQuestion } from './session-question.ts'
import type { SessionQuestion } from './session-question.ts'
import classes from './sessions.module.css'

type Props = { readonly workspace: Workspace; readonly onSelect: (key: string) => void }

const titles: Record<SessionQuestion['kind'], string> = {
  rename: 'Rename this chat',
  reset: 'Begin this chat anew?',
  delete: 'Delete this chat?',
}

export function SessionDialogs(props: Props) {
  const question = useObservable(sessionQuestion)
  return (
    <Modal
      opened={question !== undefined}
      onClose={close}
      title={question ? titles[question.kind] : ''}
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
  const { kind, row } = question
  const { sessions, gateway, conversation } = workspace
  const [label, setLabel] = useState(row.label ?? row.title)
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
          label="Name"
          value={label}
          maxLength={maxLabelLength}
          data-autofocus
          onChange={event => setLabel(event.currentTarget.value)}
        />
      )}
      {kind === 'reset' && (
        <p>
          The assistant forgets what was said in <strong>{row.title}</strong>. This cannot be undone from
          here.
        </p>
      )}
      {kind === 'delete' && (
        <p>
          <strong>{row.title}</strong> and everything said in it go from the gateway. This cannot be undone
          from here.
        </p>
      )}
      {error && <ErrorNote error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus={kind === 'rename' ? undefined : true}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={isBusy}
          disabled={kind === 'rename' && label.trim() === ''}
          {...(kind === 'rename' ? {} : { color: 'red' })}
        >
          {kind === 'rename' ? 'Rename' : kind === 'reset' ? 'Begin anew' : 'Delete'}
        </Button>
      </Group>
    </form>
  )
}
