import { TextInput } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import type { Comparison } from './compare-fingerprint.ts'
import { Mark, type MarkShape } from './Mark.tsx'
import { useWords } from '../words.ts'
import classes from './CompareField.module.css'

const shapes: Record<Exclude<Comparison, 'empty'>, MarkShape> = {
  match: 'good',
  mismatch: 'bad',
  'not-sha256': 'attention',
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
  const { t } = useWords()
  const verdictId = useId()
  const verdictLine = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (comparison !== 'empty') verdictLine.current?.scrollIntoView({ block: 'nearest' })
  }, [comparison])
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
        {comparison !== 'empty' && (
          <>
            <Mark shape={shapes[comparison]} /> {t(`ui.compare.${comparison}`)}
          </>
        )}
      </p>
    </div>
  )
}
