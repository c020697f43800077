import { memo } from 'react'
import { CopyText } from '../CopyText.tsx'
import { useBeginning } from './PlainText.tsx'
import { useWords } from '../../words.ts'
import classes from './markdown.module.css'

type Props = {
  readonly code: string
  readonly language?: string
  /** What it is, where that is more than code. */
  readonly title?: string
}

const maxLanguageLength = 40

/** Code as it is, with its language and a way to copy it. Long lines scroll inside it. */
export const CodeBlock = memo(function CodeBlock({ code, language = '', title }: Props) {
  const { t } = useWords()
  const name = language.slice(0, maxLanguageLength)
  const { shown, more } = useBeginning(code)
  return (
    <div className={classes.code}>
      <div className={classes.codeBar}>
        <span className={classes.language} translate={title === undefined && name ? 'no' : undefined}>
          {title ?? (name || t('chat.messages.plainCode'))}
        </span>
        <CopyText text={code} label={t('chat.copyCode')} />
      </div>
      {/* Focusable, for a keyboard must be able to scroll it. */}
      <pre
        className={classes.codeText}
        tabIndex={0}
        role="region"
        aria-label={t('chat.messages.labelled', { label: title ?? t('chat.messages.code'), language: name })}
        translate="no"
      >
        <code>{shown}</code>
        {more}
      </pre>
    </div>
  )
})
