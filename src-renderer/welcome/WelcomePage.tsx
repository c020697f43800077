import { Button } from '@mantine/core'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { desktop } from '../desktop.ts'
import { pageHref } from '../shell/use-route.ts'
import { tell } from '../tell.ts'
import { GangwayMark } from '../ui/GangwayMark.tsx'
import { useWords } from '../words.ts'
import { ChooseWay } from './ChooseWay.tsx'
import { ClimbStep } from './ClimbStep.tsx'
import { DoneStep } from './DoneStep.tsx'
import { FieldsStep } from './FieldsStep.tsx'
import { ImportStep } from './ImportStep.tsx'
import { LanguagePicker } from './LanguagePicker.tsx'
import { useWelcome, type WelcomeState } from './use-welcome.ts'
import { stepNumbers } from './welcome-step.ts'
import classes from './welcome.module.css'

/** The first start: from nothing to a gateway that has accepted this device. `again`: opened from Settings. */
export function WelcomePage({ again }: { again: boolean }) {
  const { t } = useWords()
  const welcome = useWelcome()
  const { step, back } = welcome
  const content = useFocusOnStep(step)

  const leave = () => {
    tell(desktop.welcome.leave())
    location.hash = pageHref(again ? 'settings' : 'connect')
  }
  const backOnEscape = (event: KeyboardEvent) => {
    // An open list closes first.
    const isOpenList = (event.target as Element).getAttribute('aria-expanded') === 'true'
    if (event.key !== 'Escape' || event.defaultPrevented || isOpenList) return
    if (step !== 'choose' && step !== 'done') back()
  }

  return (
    // The keys of the whole page: what is pressed stands inside.
    <div className={classes.page} onKeyDown={backOnEscape} role="presentation">
      <header className={classes.top}>
        <span className={classes.brand}>
          <GangwayMark />
          <span translate="no">Gangway</span>
        </span>
        <span className={classes.topEnd}>
          <LanguagePicker />
          {step !== 'done' && (
            <Button variant="subtle" onClick={leave}>
              {t(again ? 'welcome.close' : 'welcome.later')}
            </Button>
          )}
        </span>
      </header>
      <div ref={content} className={classes.content} data-step={step}>
        {step !== 'done' && (
          <p className={classes.progress}>
            {t('welcome.step', { step: stepNumbers[step], steps: stepNumbers.climb })}
          </p>
        )}
        <Step welcome={welcome} />
      </div>
    </div>
  )
}

function Step({ welcome }: { welcome: WelcomeState }) {
  const { step, state, fields, refusal, actions, choose, back } = welcome
  if (step === 'choose') return <ChooseWay onChoose={choose} refusal={refusal} />
  if (step === 'fields' && fields)
    return <FieldsStep key={fields.way} fields={fields} refusal={refusal} actions={actions} onBack={back} />
  if (step === 'import') return <ImportStep actions={actions} refusal={refusal} onBack={back} />
  if (step === 'done' && state?.phase === 'online') return <DoneStep state={state} />
  return <ClimbStep state={state} refusal={refusal} actions={actions} onBack={back} />
}

/** What was pressed goes with its step. The heading takes the focus, unless the step has put it somewhere better. */
function useFocusOnStep(step: string) {
  const content = useRef<HTMLDivElement>(null)
  const shown = useRef(step)
  useEffect(() => {
    if (shown.current === step) return
    shown.current = step
    if (document.querySelector('[role="dialog"]')) return
    const wrong = content.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const heading = content.current?.querySelector<HTMLElement>('h1')
    ;(wrong ?? heading)?.focus()
  }, [step])
  return content
}
