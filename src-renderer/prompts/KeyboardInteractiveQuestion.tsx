import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { KeyboardInteractivePrompt } from '../../src-shared/prompts.ts'
import { Name } from '../ui/HostName.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import { useFirstFocus } from './use-first-focus.ts'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

/** The server's own questions. Its words are marked as such, so that they cannot pass for Gangway's. */
export function KeyboardInteractiveQuestion({
  question,
  open,
}: {
  question: KeyboardInteractivePrompt
  open: OpenPrompt
}) {
  const { t, rich } = useWords()
  const [answers, setAnswers] = useState(() => question.questions.map(() => ''))
  const first = useFirstFocus<HTMLInputElement>()
  const servers = [question.name, question.instructions].filter(text => text.trim() !== '')

  return (
    <form
      className={classes.question}
      onSubmit={event => {
        event.preventDefault()
        open.answer({ kind: 'keyboard-interactive', answers })
      }}
    >
      <p>
        {rich('prompts.question.lead', {
          user: <Name>{question.user}</Name>,
          via: question.via && <Name>{question.via}</Name>,
        })}
      </p>
      {servers.length > 0 && (
        <figure className={classes.quote}>
          <figcaption>{t('prompts.question.serverSays')}</figcaption>
          {servers.map(text => (
            <p key={text} dir="auto" translate="no">
              {text}
            </p>
          ))}
        </figure>
      )}
      {question.questions.map((asked, index) => {
        const Field = asked.echo ? TextInput : PasswordInput
        return (
          <Field
            // The questions of one round never change places.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            ref={index === 0 ? first : undefined}
            data-autofocus={index === 0 || undefined}
            label={
              asked.text.trim() === '' ? (
                t('prompts.question.answer', { number: index + 1 })
              ) : (
                <Name>{asked.text.trim()}</Name>
              )
            }
            value={answers[index] ?? ''}
            onChange={event => setAnswers(answers.with(index, event.currentTarget.value))}
            autoComplete="off"
            spellCheck={false}
          />
        )
      })}
      <PromptButtons more={open.more}>
        <Button variant="default" onClick={() => open.answer({ kind: 'cancel' })} disabled={open.sending}>
          {t('common.cancel')}
        </Button>
        <Button
          type="submit"
          loading={open.sending}
          data-autofocus={question.questions.length === 0 || undefined}
        >
          {t(question.questions.length === 0 ? 'prompts.question.continue' : 'prompts.question.send')}
        </Button>
      </PromptButtons>
    </form>
  )
}
