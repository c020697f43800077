import { Button } from '@mantine/core'
import type { OverSshPrompt } from '../../src-shared/prompts.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Name } from '../ui/HostName.tsx'
import { CancelFirst } from './CancelFirst.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

/** What would be run on the gateway's host: where, as whom, and every word of it. */
export function OverSshQuestion({ question, open }: { question: OverSshPrompt; open: OpenPrompt }) {
  const { t } = useWords()
  const { what, host, user, hostKey, commands } = question
  return (
    <div className={classes.question}>
      <p>{t(`prompts.overSsh.${what}.lead`)}</p>
      <ul className={classes.commands} aria-label={t('prompts.overSsh.commands')}>
        {commands.map(command => (
          <li key={command}>
            <code translate="no">{command}</code>
          </li>
        ))}
      </ul>
      <Facts>
        <Fact name={t('prompts.hostKey.host')}>
          <Name>{host}</Name>
        </Fact>
        <Fact name={t('prompts.overSsh.user')}>
          <Name>{user}</Name>
        </Fact>
      </Facts>
      <div className={classes.key}>
        <div className={classes.keyHeader}>
          <span className={classes.keyLabel}>{t('prompts.overSsh.key')}</span>
        </div>
        <Fingerprint value={hostKey} />
      </div>
      <p>{t(`prompts.overSsh.${what}.after`)}</p>
      <PromptButtons more={open.more}>
        <CancelFirst open={open} />
        <Button onClick={() => open.answer({ kind: 'over-ssh' })} disabled={open.sending}>
          {t(`prompts.overSsh.${what}.agree`)}
        </Button>
      </PromptButtons>
    </div>
  )
}
