import { memo } from 'react'
import { CopyText } from '../CopyText.tsx'
import { useBeginning } from './PlainText.tsx'
import classes from './markdown.module.css'

type Props = { readonly code: string; readonly language: string; readonly label?: string }

const maxLanguageLength = 40

/** Code as it is, with its language and a way to copy it. Long lines scroll inside it. */
export const CodeBlock = memo(function CodeBlock({ code, language, label = 'Code' }: Props) {
  const name = language.slice(0, maxLanguageLength)
  const { shown, more } = useBeginning(code)
  return (
    <div className={classes.code}>
      <div className={classes.codeBar}>
        <span className={classes.language}>{name || 'text'}</span>
        <CopyText text={code} label="Copy code" />
      </div>
      {/* Focusable, for a keyboard must be able to scroll it. */}
      <pre
        className={classes.codeText}
        tabIndex={0}
        role="region"
        aria-label={name ? `${label}, ${name}` : label}
      >
        <code>{shown}</code>
        {more}
      </pre>
    </div>
  )
})
