import { Button, Switch } from '@mantine/core'
import type { AppInfo } from '../../src-shared/desktop-api.ts'
import type { VoiceState } from '../../src-shared/voice.ts'
import { liveVoice } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Mark, type MarkShape } from '../ui/Mark.tsx'
import { ReceiptView } from '../voice/ReceiptView.tsx'
import { useWords } from '../words.ts'
import { MicrophoneTest } from './MicrophoneTest.tsx'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { TalkKeyRow } from './TalkKeyRow.tsx'
import { VoiceModelRow } from './VoiceModelRow.tsx'
import { WakeWordsRow } from './WakeWordsRow.tsx'
import classes from './voice-settings.module.css'

export function VoiceSection({ shows, info, ...state }: SectionProps & { info: AppInfo | undefined }) {
  const { t } = useWords()
  const voice = useLive(liveVoice)
  const { settings, change } = state
  return (
    <SettingsSection id="voice">
      {shows('voice') && (
        <SettingRow
          id="voice"
          reset={resetTo(state, 'voice')}
          control={
            <Switch
              {...labelledBy('voice')}
              checked={settings.voice}
              onChange={event => change({ voice: event.currentTarget.checked })}
            />
          }
        >
          {voice && settings.voice && <Standing voice={voice} />}
        </SettingRow>
      )}
      {voice && shows('voiceModel') && (
        <VoiceModelRow {...state} download={voice.download} canPick={info?.door === 'desktop'} />
      )}
      {voice && shows('voiceWakeWords') && <WakeWordsRow words={voice.wakeWords} />}
      {voice && shows('voiceTalkKey') && <TalkKeyRow {...state} info={info} isTaken={voice.talkKeyIsTaken} />}
      {voice && shows('voiceTest') && <MicrophoneTest voice={voice} />}
      {voice && voice.receipts.length > 0 && shows('voice') && (
        <div className={classes.receipts}>
          <h3>{t('settings.voice.receipts')}</h3>
          {voice.receipts.map(receipt => (
            <ReceiptView key={receipt.id} receipt={receipt} />
          ))}
        </div>
      )}
    </SettingsSection>
  )
}

const shapes: Record<VoiceState['engine']['phase'], MarkShape> = {
  off: 'off',
  loading: 'busy',
  ready: 'good',
  failed: 'bad',
}

/** Whether it listens at the moment, and if not, why. */
function Standing({ voice: { engine, microphone } }: { voice: VoiceState }) {
  const { t } = useWords()
  const error =
    engine.phase === 'failed' ? engine.error : microphone.phase === 'failed' ? microphone.error : undefined
  const phase = error ? 'failed' : engine.phase
  const isHeard = phase === 'ready' && microphone.phase !== 'failed'
  return (
    <div className={classes.standing}>
      <p className={classes.line} role="status">
        <Mark shape={isHeard && microphone.phase !== 'open' ? 'busy' : shapes[phase]} />
        {t(`settings.voice.engine.${phase}`)}
        {isHeard && ` · ${t(`settings.voice.microphone.${microphone.phase}`)}`}
      </p>
      {error && (
        <>
          <ErrorNote error={error} />
          <Button size="xs" variant="default" onClick={() => tell(desktop.voice.restart())}>
            {t('settings.voice.tryAgain')}
          </Button>
        </>
      )}
    </div>
  )
}
