import { Button } from '@mantine/core'
import { targetName } from '../../src-shared/connection.ts'
import type { WiderScopePrompt } from '../../src-shared/prompts.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Name } from '../ui/HostName.tsx'
import { CancelFirst } from './CancelFirst.tsx'
import { PromptButtons } from './PromptButtons.tsx'
import type { OpenPrompt } from './use-prompts.ts'
import { useWords } from '../words.ts'
import classes from './prompts.module.css'

const powers = ['change', 'devices', 'commands', 'conversations'] as const

/** What this device could do on which gateway, if it were granted what it is about to ask for. */
export function WiderScopeQuestion({ question, open }: { question: WiderScopePrompt; open: OpenPrompt }) {
  const { t } = useWords()
  return (
    <div className={classes.question}>
      <p>{t('prompts.widerScope.lead')}</p>
      <ul className={classes.powers}>
        {powers.map(power => (
          <li key={power}>{t(`prompts.widerScope.may.${power}`)}</li>
        ))}
      </ul>
      <Facts>
        <Fact name={t('prompts.widerScope.gateway')}>
          <Name>{targetName(question.target, t)}</Name>
        </Fact>
        <Fact name={t('prompts.widerScope.scope')}>
          <code translate="no">{question.scope}</code>
        </Fact>
      </Facts>
      <p>{t('prompts.widerScope.after')}</p>
      <PromptButtons more={open.more}>
        <CancelFirst open={open} />
        <Button onClick={() => open.answer({ kind: 'wider-scope' })} disabled={open.sending}>
          {t('prompts.widerScope.agree')}
        </Button>
      </PromptButtons>
    </div>
  )
}
