import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { PassphrasePrompt, PasswordPrompt } from '../../src-shared/prompts.ts'
import { Name } from '../ui/HostName.tsx'
import { Note } from '../ui/Note.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import { useFirstFocus } from './use-first-focus.ts'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

/** A password, or the passphrase of a key file. It goes to the app as the answer and is kept nowhere in the window. */
export function SecretQuestion({
  question,
  open,
}: {
  question: PasswordPrompt | PassphrasePrompt
  open: OpenPrompt
}) {
  const { t, rich } = useWords()
  const [secret, setSecret] = useState('')
  const [save, setSave] = useState(false)
  const field = useFirstFocus<HTMLInputElement>()
  const isPassword = question.kind === 'password'

  return (
    <form
      className={classes.question}
      onSubmit={event => {
        event.preventDefault()
        open.answer(
          isPassword
            ? { kind: 'password', password: secret, save }
            : { kind: 'passphrase', passphrase: secret, save },
        )
      }}
    >
      {question.attempt > 1 && (
        <Note tone="bad" urgent>
          {t(isPassword ? 'prompts.secret.wrongPassword' : 'prompts.secret.wrongPassphrase', {
            attempt: question.attempt,
          })}
        </Note>
      )}
      <p>
        {isPassword
          ? rich('prompts.secret.passwordLead', { via: question.via && <Name>{question.via}</Name> })
          : rich('prompts.secret.passphraseLead', {
              path: (
                <code className={classes.path} translate="no">
                  {question.path}
                </code>
              ),
            })}
      </p>
      <PasswordInput
        ref={field}
        data-autofocus
        label={t(isPassword ? 'prompts.secret.password' : 'prompts.secret.passphrase')}
        value={secret}
        onChange={event => setSecret(event.currentTarget.value)}
        autoComplete="off"
        disabled={open.sending}
      />
      <Checkbox
        label={t('prompts.secret.remember')}
        checked={save}
        onChange={event => setSave(event.currentTarget.checked)}
      />
      <PromptButtons more={open.more}>
        <Button variant="default" onClick={() => open.answer({ kind: 'cancel' })} disabled={open.sending}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={open.sending}>
          {t(isPassword ? 'prompts.secret.logIn' : 'prompts.secret.unlock')}
        </Button>
      </PromptButtons>
    </form>
  )
}
