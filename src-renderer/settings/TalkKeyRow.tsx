import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { acceleratorOf, shownAccelerator } from '../../src-shared/accelerator.ts'
import type { AppInfo } from '../../src-shared/desktop-api.ts'
import { Note } from '../ui/Note.tsx'
import { useWords } from '../words.ts'
import { resetTo, SettingRow } from './SettingRow.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './voice-settings.module.css'

type Props = SettingsState & { readonly info: AppInfo | undefined; readonly isTaken: boolean }

export function TalkKeyRow({ info, isTaken, ...state }: Props) {
  const { t } = useWords()
  const { settings, change } = state
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsking) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab') return setAsking(false)
      event.preventDefault()
      const voiceTalkKey = acceleratorOf(event)
      if (voiceTalkKey !== undefined) change({ voiceTalkKey })
      if (voiceTalkKey !== undefined || event.key === 'Escape') setAsking(false)
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [isAsking, change])

  const key = settings.voiceTalkKey && shownAccelerator(settings.voiceTalkKey, info?.platform === 'darwin')
  return (
    <SettingRow
      id="voiceTalkKey"
      reset={resetTo(state, 'voiceTalkKey')}
      control={
        <>
          <kbd className={classes.key} role="status" translate={key && !isAsking ? 'no' : undefined}>
            {isAsking ? t('settings.voice.keyPress') : key || t('settings.voice.keyNone')}
          </kbd>
          <Button variant="default" onClick={() => setAsking(!isAsking)} aria-pressed={isAsking}>
            {t('settings.voice.keyChange')}
          </Button>
          {key && (
            <Button variant="subtle" onClick={() => change({ voiceTalkKey: '' })}>
              {t('settings.voice.keyRemove')}
            </Button>
          )}
        </>
      }
    >
      {isTaken ? (
        <Note tone="attention">{t('settings.voice.keyTaken')}</Note>
      ) : (
        info?.door === 'browser' && <p className={classes.quiet}>{t('settings.voice.keyInWindow')}</p>
      )}
    </SettingRow>
  )
}
