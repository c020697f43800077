import { Button } from '@mantine/core'
import { useFirstFocus } from './use-first-focus.ts'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'

/** "Cancel" of a question whose yes wants to be thought over: the focus is there, so that Enter agrees to nothing. */
export function CancelFirst({ open }: { open: OpenPrompt }) {
  const { t } = useWords()
  const cancel = useFirstFocus<HTMLButtonElement>()
  return (
    <Button
      ref={cancel}
      data-autofocus
      variant="default"
      onClick={() => open.answer({ kind: 'cancel' })}
      disabled={open.sending}
    >
      {t('common.cancel')}
    </Button>
  )
}
