import { Modal } from '@mantine/core'
import { nameElsewhere } from '../../src-shared/connection.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import type { PromptQuestion } from '../../src-shared/prompts.ts'
import { HostKeyQuestion } from './HostKeyQuestion.tsx'
import { KeyboardInteractiveQuestion } from './KeyboardInteractiveQuestion.tsx'
import { OverSshQuestion } from './OverSshQuestion.tsx'
import { SecretQuestion } from './SecretQuestion.tsx'
import { usePrompts, type OpenPrompt } from './use-prompts.ts'
import { WiderScopeQuestion } from './WiderScopeQuestion.tsx'
import { useWords } from '../words.ts'

/** Whatever the connection has to ask a person, one question at a time. Escape is "cancel", never "yes". */
export function PromptDialogs() {
  const { t } = useWords()
  const open = usePrompts()
  return (
    <Modal
      opened={open !== undefined}
      onClose={() => open?.answer({ kind: 'cancel' })}
      title={open ? titleOf(open.prompt.question, t) : ''}
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      // Without a fade: the question is not taken away while it is being read, nor shown once it is answered.
      transitionProps={{ duration: 0 }}
    >
      {open && <Question key={open.prompt.id} open={open} />}
    </Modal>
  )
}

function titleOf(question: PromptQuestion, t: T): string {
  switch (question.kind) {
    case 'host-key':
      return t('prompts.titles.hostKey', { host: question.host })
    case 'password':
      return t('prompts.titles.password', { user: question.user, host: question.host })
    case 'passphrase':
      return t('prompts.titles.passphrase')
    case 'keyboard-interactive':
      return t('prompts.titles.question', { host: question.host })
    case 'over-ssh':
      return t(`prompts.titles.overSsh.${question.what}`, { host: question.host })
    case 'wider-scope':
      return t('prompts.titles.widerScope', { gateway: nameElsewhere(question.target) })
  }
}

function Question({ open }: { open: OpenPrompt }) {
  const { question } = open.prompt
  switch (question.kind) {
    case 'host-key':
      return <HostKeyQuestion question={question} open={open} />
    case 'password':
    case 'passphrase':
      return <SecretQuestion question={question} open={open} />
    case 'keyboard-interactive':
      return <KeyboardInteractiveQuestion question={question} open={open} />
    case 'over-ssh':
      return <OverSshQuestion question={question} open={open} />
    case 'wider-scope':
      return <WiderScopeQuestion question={question} open={open} />
  }
}
