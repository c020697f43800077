import { TextInput } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import type { Comparison } from './compare-fingerprint.ts'
import { Mark, type MarkShape } from './Mark.tsx'
import classes from './CompareField.module.css'

const says: Record<Exclude<Comparison, 'empty'>, { shape: MarkShape; text: string }> = {
  match: { shape: 'good', text: 'It matches.' },
  mismatch: { shape: 'bad', text: 'It does not match. Do not connect.' },
  'not-sha256': {
    shape: 'attention',
    text: 'This is an MD5 fingerprint, which can be forged. Ask for the SHA256 one.',
  },
}

type Props = {
  readonly label: string
  readonly description: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly comparison: Comparison
}

/** A field for a fingerprint that was read on the host itself, and at once what came of the comparison. */
export function CompareField({ label, description, value, onChange, comparison }: Props) {
  const verdictId = useId()
  const verdictLine = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (comparison !== 'empty') verdictLine.current?.scrollIntoView({ block: 'nearest' })
  }, [comparison])
  const verdict = comparison === 'empty' ? undefined : says[comparison]
  return (
    <div>
      <TextInput
        label={label}
        description={description}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        classNames={{ input: classes.input ?? '' }}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={comparison === 'mismatch' || comparison === 'not-sha256' || undefined}
        aria-describedby={verdictId}
      />
      <p
        ref={verdictLine}
        id={verdictId}
        role="status"
        className={classes.verdict}
        data-comparison={comparison}
      >
        {verdict && (
          <>
            <Mark shape={verdict.shape} /> {verdict.text}
          </>
        )}
      </p>
    </div>
  )
}
