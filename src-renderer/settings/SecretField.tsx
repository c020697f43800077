import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import classes from './settings.module.css'

type Props = {
  readonly label: string
  readonly description?: string
  readonly placeholder?: string | undefined
  readonly minLength: number
  /** What the button says. */
  readonly keep: string
  /** Whether it came about: what was typed stays until then. */
  readonly onKeep: (secret: string) => Promise<boolean>
}

/** A secret on its way to the vault; it is never read back. */
export function SecretField({ label, description, placeholder, minLength, keep, onKeep }: Props) {
  const [secret, setSecret] = useState('')
  const submit = async () => {
    if (secret.trim().length >= minLength && (await onKeep(secret.trim()))) setSecret('')
  }
  return (
    <form
      className={classes.addHost}
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <PasswordInput
        label={label}
        description={description}
        placeholder={placeholder}
        value={secret}
        onChange={event => setSecret(event.currentTarget.value)}
        autoComplete="off"
        className={classes.addField}
      />
      <Button
        type="submit"
        variant="default"
        disabled={secret.trim().length < minLength}
        className={classes.fieldButton}
      >
        {keep}
      </Button>
    </form>
  )
}
