import { Button } from '@mantine/core'
import { useState } from 'react'
import type { HostKeyPrompt } from '../../src-shared/prompts.ts'
import { Command } from '../ui/Command.tsx'
import { compareFingerprint } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Name } from '../ui/HostName.tsx'
import { Note } from '../ui/Note.tsx'
import { CancelFirst } from './CancelFirst.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

/** An unknown host key: everything needed to compare it, and no way to trust one that was found to differ. */
export function HostKeyQuestion({ question, open }: { question: HostKeyPrompt; open: OpenPrompt }) {
  const { t, rich } = useWords()
  const [pasted, setPasted] = useState('')
  const comparison = compareFingerprint(pasted, question.fingerprint)
  const differs = comparison === 'mismatch' || comparison === 'not-sha256'

  const trust = (how: 'once' | 'save') =>
    open.answer({
      kind: 'host-key',
      trust: how,
      ...(comparison === 'match' ? { expected: question.fingerprint } : {}),
    })

  return (
    <div className={classes.question}>
      <p>{t('prompts.hostKey.lead')}</p>
      <Facts>
        <Fact name={t('prompts.hostKey.host')}>
          {rich('prompts.hostKey.place', {
            host: <Name>{question.host}</Name>,
            address: question.address,
            port: String(question.port),
          })}
        </Fact>
        <Fact name={t('prompts.hostKey.through')}>{question.via && <Name>{question.via}</Name>}</Fact>
      </Facts>
      <div className={classes.key}>
        <div className={classes.keyHeader}>
          <span className={classes.keyLabel}>
            {t('prompts.hostKey.fingerprint', { keyType: question.keyType })}
          </span>
          <CopyButton text={question.fingerprint} label={t('prompts.hostKey.copy')} />
        </div>
        <Fingerprint value={question.fingerprint} />
      </div>
      {question.otherKnownTypes.length > 0 && (
        <Note tone="attention">
          {rich('prompts.hostKey.otherKeyAdvice', {
            other: <strong>{t('prompts.hostKey.otherKey')}</strong>,
            types: question.otherKnownTypes,
          })}
        </Note>
      )}
      {question.alsoKnownAs.length > 0 && (
        <Note tone="good">
          {rich('prompts.hostKey.alsoKnown', {
            names: <strong translate="no">{question.alsoKnownAs.join(', ')}</strong>,
          })}
        </Note>
      )}
      <div>
        <h3 className={classes.step}>{t('prompts.hostKey.toSeeIt')}</h3>
        <Command command={question.howToCheck} label={t('prompts.hostKey.command')} />
      </div>
      <CompareField
        label={t('prompts.hostKey.paste')}
        description={t('prompts.hostKey.pasteHint')}
        value={pasted}
        onChange={setPasted}
        comparison={comparison}
      />
      <PromptButtons more={open.more}>
        <CancelFirst open={open} />
        <Button variant="default" onClick={() => trust('once')} disabled={differs || open.sending}>
          {t('prompts.hostKey.trustOnce')}
        </Button>
        <Button onClick={() => trust('save')} disabled={differs || open.sending}>
          {t('prompts.hostKey.trustAndSave')}
        </Button>
      </PromptButtons>
    </div>
  )
}
