import { TextInput } from '@mantine/core'
import { useState } from 'react'

type Props = {
  readonly label: string
  readonly description?: string
  readonly placeholder: string
  readonly value: string | undefined
  /** `no`: what it holds is an address or a name. */
  readonly translate?: 'no'
  readonly maxLength: number
  /** What is wrong with what was typed last. */
  readonly error?: string | false
  /** What is `mistaken` stays in the field, to be corrected. */
  readonly onValue: (value: string | undefined) => void | 'mistaken'
}

/** A text that is saved when the field is left or Enter is pressed; empty is none. Escape brings back what is in force. */
export function TextField({ value, onValue, ...shown }: Props) {
  const [typed, setTyped] = useState<string>()
  const save = () => {
    if (typed === undefined) return
    const next = typed.trim() === '' ? undefined : typed.trim()
    if (next === value || onValue(next) !== 'mistaken') setTyped(undefined)
  }
  return (
    <TextInput
      {...shown}
      value={typed ?? value ?? ''}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={event => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setTyped(undefined)
      }}
      spellCheck={false}
      autoComplete="off"
    />
  )
}
