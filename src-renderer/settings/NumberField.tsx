import { NumberInput, type NumberInputProps } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words.ts'

type Props = Pick<
  NumberInputProps,
  'label' | 'placeholder' | 'aria-labelledby' | 'aria-describedby' | 'w'
> & {
  readonly value: number | undefined
  readonly min: number
  readonly max: number
  /** What is wrong, where the range alone does not say it. */
  readonly complaint?: string | undefined
  /** Whether the field may be left empty; `onValue` is told undefined then. */
  readonly optional?: boolean
  readonly onValue: (value: number | undefined) => void
}

/**
 * A number that is saved when the field is left or Enter is pressed, not at each digit. What cannot be saved stays as it
 * was typed, with the reason; Escape brings back what is in force.
 */
export function NumberField({ value, min, max, complaint, optional = false, onValue, ...shown }: Props) {
  const { t } = useWords()
  const [typed, setTyped] = useState<number | ''>()
  const current = typed ?? value ?? ''
  const isValid = current === '' ? optional : Number.isInteger(current) && current >= min && current <= max
  const save = () => {
    if (typed === undefined || !isValid) return
    setTyped(undefined)
    const next = typed === '' ? undefined : typed
    if (next !== value) onValue(next)
  }
  return (
    <NumberInput
      {...shown}
      value={current}
      onChange={next => setTyped(typeof next === 'number' ? next : '')}
      onBlur={save}
      onKeyDown={event => {
        if (event.key === 'Enter') save()
        if (event.key === 'Escape') setTyped(undefined)
      }}
      error={!isValid && (complaint ?? t('settings.numberInvalid', { min: String(min), max: String(max) }))}
    />
  )
}
