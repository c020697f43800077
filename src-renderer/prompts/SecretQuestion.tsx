import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import type { PassphrasePrompt, PasswordPrompt } from '../../src-shared/prompts.ts'
import { Note } from '../ui/Note.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import { useFirstFocus } from './use-first-focus.ts'
import type { OpenPrompt } from './use-prompts.ts'
import classes from './prompts.module.css'

/** A password, or the passphrase of a key file. It goes to the app as the answer and is kept nowhere in the window. */
export function SecretQuestion({
  question,
  open,
}: {
  question: PasswordPrompt | PassphrasePrompt
  open: OpenPrompt
}) {
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
          {isPassword ? 'The server did not accept that password.' : 'That passphrase does not open the key.'}{' '}
          Try {question.attempt}.
        </Note>
      )}
      {isPassword ? (
        <p>
          The host key is verified, and the server asks for a password
          {question.via && (
            <>
              {' '}
              (reached through <bdi>{question.via}</bdi>)
            </>
          )}
          .
        </p>
      ) : (
        <p>
          The key file <code className={classes.path}>{question.path}</code> is encrypted. Its passphrase
          stays on this computer.
        </p>
      )}
      <PasswordInput
        ref={field}
        data-autofocus
        label={isPassword ? 'Password' : 'Passphrase'}
        value={secret}
        onChange={event => setSecret(event.currentTarget.value)}
        autoComplete="off"
        disabled={open.sending}
      />
      <Checkbox
        label="Remember it, in the keychain where there is one"
        checked={save}
        onChange={event => setSave(event.currentTarget.checked)}
      />
      <PromptButtons more={open.more}>
        <Button variant="default" onClick={() => open.answer({ kind: 'cancel' })} disabled={open.sending}>
          Cancel
        </Button>
        <Button type="submit" loading={open.sending}>
          {isPassword ? 'Log in' : 'Unlock the key'}
        </Button>
      </PromptButtons>
    </form>
  )
}
