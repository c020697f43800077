import { Button } from '@mantine/core'
import { useState } from 'react'
import type { HostKeyPrompt } from '../../src-shared/prompts.ts'
import { Command } from '../ui/Command.tsx'
import { compareFingerprint } from '../ui/compare-fingerprint.ts'
import { CompareField } from '../ui/CompareField.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Note } from '../ui/Note.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import { useFirstFocus } from './use-first-focus.ts'
import type { OpenPrompt } from './use-prompts.ts'
import classes from './prompts.module.css'

/** An unknown host key: everything needed to compare it, and no way to trust one that was found to differ. */
export function HostKeyQuestion({ question, open }: { question: HostKeyPrompt; open: OpenPrompt }) {
  const [pasted, setPasted] = useState('')
  const cancel = useFirstFocus<HTMLButtonElement>()
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
      <p>
        Gangway has not met this host before. Compare its key with the one on the host itself; until you
        answer, no password and no key of yours is sent.
      </p>
      <Facts>
        <Fact name="Host">
          <bdi>{question.host}</bdi> at {question.address}, port {question.port}
        </Fact>
        <Fact name="Reached through">{question.via && <bdi>{question.via}</bdi>}</Fact>
      </Facts>
      <div className={classes.key}>
        <div className={classes.keyHeader}>
          <span className={classes.keyLabel}>Fingerprint of its {question.keyType} key</span>
          <CopyButton text={question.fingerprint} label="Copy fingerprint" />
        </div>
        <Fingerprint value={question.fingerprint} />
      </div>
      {question.otherKnownTypes.length > 0 && (
        <Note tone="attention">
          <strong>This host is already known by another key</strong> ({question.otherKnownTypes.join(', ')}).
          A host that suddenly shows a second kind of key may be someone else: compare before you trust it.
        </Note>
      )}
      {question.alsoKnownAs.length > 0 && (
        <Note tone="good">
          The same key is already trusted as <strong>{question.alsoKnownAs.join(', ')}</strong>.
        </Note>
      )}
      <div>
        <h3 className={classes.step}>To see it on the host itself, run there</h3>
        <Command command={question.howToCheck} label="Command that shows the fingerprint" />
      </div>
      <CompareField
        label="Paste what it printed"
        description="The whole line will do. Gangway compares it for you."
        value={pasted}
        onChange={setPasted}
        comparison={comparison}
      />
      <PromptButtons more={open.more}>
        <Button
          ref={cancel}
          data-autofocus
          variant="default"
          onClick={() => open.answer({ kind: 'cancel' })}
          disabled={open.sending}
        >
          Cancel
        </Button>
        <Button variant="default" onClick={() => trust('once')} disabled={differs || open.sending}>
          Trust once
        </Button>
        <Button onClick={() => trust('save')} disabled={differs || open.sending}>
          Trust and save
        </Button>
      </PromptButtons>
    </div>
  )
}
