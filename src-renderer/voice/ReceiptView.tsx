import { Button } from '@mantine/core'
import { voiceSteps, type VoiceReceipt } from '../../src-shared/voice.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { ErrorWords } from '../ui/ErrorNote.tsx'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { useWords } from '../words.ts'
import classes from './voice.module.css'

/** What was said and how far it has come. */
export function ReceiptView({ receipt }: { receipt: VoiceReceipt }) {
  const { t } = useWords()
  const { id, step, text, error } = receipt
  if (step === 'taken-back') return <p className={classes.said}>{t('voice.takenBack')}</p>
  const reached = voiceSteps.indexOf(step)
  return (
    <div className={classes.receipt}>
      <p className={classes.said} translate="no">
        {text}
      </p>
      <ol className={classes.steps}>
        {voiceSteps.map((name, index) => (
          <li key={name} data-reached={index <= reached}>
            <Mark shape={shapeOf(index, reached, error !== undefined)} />
            {t(`voice.steps.${name}`)}
          </li>
        ))}
      </ol>
      {error && (
        <div className={classes.trouble}>
          <p>
            <ErrorWords error={error} />
          </p>
          <Button size="compact-sm" variant="default" onClick={() => tell(desktop.voice.sendAgain({ id }))}>
            {t('voice.sendAgain')}
          </Button>
        </div>
      )}
    </div>
  )
}

function shapeOf(index: number, reached: number, failed: boolean): MarkShape {
  if (index <= reached) return 'good'
  if (index > reached + 1) return 'waiting'
  return failed ? 'bad' : 'busy'
}
