import { CloseButton } from '@mantine/core'
import { IconMicrophone } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { VoiceReceipt, VoiceState } from '../../src-shared/voice.ts'
import { liveSettings, liveVoice } from '../app-state.ts'
import { useLive } from '../live.ts'
import { useAppInfo } from '../settings/use-settings.ts'
import { useRoute } from '../shell/use-route.ts'
import { useWords } from '../words.ts'
import { ReceiptView } from './ReceiptView.tsx'
import { useMicrophone } from './use-microphone.ts'
import { useOpenChat } from './use-open-chat.ts'
import { useTalkKey } from './use-talk-key.ts'
import classes from './voice.module.css'

/** What arrived is shown for a moment; what did not, until somebody has seen it. */
const shownForMs = 8_000

/** Voice in a window: its microphone, its key, and what can be seen of it on every page. */
export function VoiceBanner() {
  const voice = useLive(liveVoice)
  const settings = useLive(liveSettings)
  const info = useAppInfo()
  const { page } = useRoute()
  useMicrophone(voice?.microphone.phase)
  useOpenChat(voice?.engine.phase === 'ready', page === 'chat')
  useTalkKey(info?.door === 'browser' && settings?.voice ? settings.voiceTalkKey : '')
  return voice ? <Banner voice={voice} /> : null
}

function Banner({ voice: { listening, receipts } }: { voice: VoiceState }) {
  const { t } = useWords()
  const [receipt, dismiss] = useNewest(receipts)
  return (
    <div role="status" aria-live="polite">
      {(listening || receipt) && (
        <section
          className={classes.banner}
          aria-label={listening ? t('voice.listening') : t('voice.receipt')}
        >
          <IconMicrophone size={20} aria-hidden className={listening ? classes.hot : classes.calm} />
          {listening ? (
            <div className={classes.receipt}>
              <strong>
                {listening.trigger === undefined
                  ? t('voice.listening')
                  : t('voice.listeningTo', { trigger: listening.trigger })}
              </strong>
              <p className={classes.said} translate={listening.text ? 'no' : undefined}>
                {listening.text || t('voice.saySomething')}
              </p>
            </div>
          ) : (
            receipt && <ReceiptView receipt={receipt} />
          )}
          {!listening && <CloseButton aria-label={t('voice.dismiss')} onClick={dismiss} />}
        </section>
      )}
    </div>
  )
}

/** The newest receipt of this window's time, until it is over and done or dismissed. */
function useNewest(receipts: readonly VoiceReceipt[]): [VoiceReceipt | undefined, () => void] {
  const newest = receipts[0]
  const [seen, setSeen] = useState(newest?.id)
  const isDone = newest?.step === 'answered' || newest?.step === 'taken-back'
  useEffect(() => {
    if (!isDone || newest.id === seen) return
    const timer = setTimeout(() => setSeen(newest.id), shownForMs)
    return () => clearTimeout(timer)
  }, [isDone, newest?.id, seen])
  return [newest?.id === seen ? undefined : newest, () => setSeen(newest?.id)]
}
