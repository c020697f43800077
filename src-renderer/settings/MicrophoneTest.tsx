import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { VoiceState } from '../../src-shared/voice.ts'
import { useObservable } from '../chat/use-observable.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { microphoneLevel } from '../voice/use-microphone.ts'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import classes from './voice-settings.module.css'

export function MicrophoneTest({ voice: { testing, microphone, engine } }: { voice: VoiceState }) {
  const { t } = useWords()
  const isOn = testing !== undefined
  const set = (on: boolean) => tell(desktop.voice.test({ on }))
  // Whoever leaves the page has seen enough.
  useEffect(() => {
    if (isOn) return () => tell(desktop.voice.test({ on: false }))
  }, [isOn])
  return (
    <SettingRow
      id="voiceTest"
      control={
        <Button variant="default" onClick={() => set(!isOn)}>
          {t(isOn ? 'settings.voice.testStop' : 'settings.voice.testStart')}
        </Button>
      }
    >
      {isOn && (
        <div className={classes.test}>
          {microphone.phase === 'failed' ? (
            <ErrorNote error={microphone.error} />
          ) : (
            <>
              <p>{t(`settings.voice.microphone.${microphone.phase}`)}</p>
              <Level />
              <p>
                {engine.phase === 'ready' ? (
                  <>
                    {t('settings.voice.understood')}:{' '}
                    <strong translate={testing.text ? 'no' : undefined}>
                      {testing.text || t('settings.voice.nothingUnderstood')}
                    </strong>
                  </>
                ) : (
                  t('settings.voice.noEngine')
                )}
              </p>
            </>
          )}
        </div>
      )}
    </SettingRow>
  )
}

function Level() {
  const { t } = useWords()
  const level = useObservable(microphoneLevel)
  return (
    <meter className={classes.level} aria-label={t('settings.voice.level')} min={0} max={1} value={level} />
  )
}
