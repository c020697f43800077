import { Button, CloseButton, TextInput } from '@mantine/core'
import { useState } from 'react'
import { defaultWakeWords, maxWakeWordLength, maxWakeWords } from '../../src-shared/voice.ts'
import { liveConnection } from '../app-state.ts'
import { gatewayLink } from '../gateway-link.ts'
import { useLive } from '../live.ts'
import { tell } from '../tell.ts'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import classes from './voice-settings.module.css'

/** The gateway's list. A change goes to the gateway, and comes back from it to every device. */
export function WakeWordsRow({ words }: { words: readonly string[] }) {
  const { t } = useWords()
  const connection = useLive(liveConnection)
  const isOnline = connection?.phase === 'online'
  const [typed, setTyped] = useState('')
  const word = typed.trim()
  const isFull = words.length >= maxWakeWords
  const complaint = isFull
    ? t('settings.voice.wordsFull', { max: maxWakeWords })
    : word.length > maxWakeWordLength && t('settings.voice.wordTooLong', { max: maxWakeWordLength })
  const save = (triggers: readonly string[]) => tell(gatewayLink.request('voicewake.set', { triggers }))
  const isStandard = words.join('\n') === defaultWakeWords.join('\n')

  return (
    <SettingRow id="voiceWakeWords" reset={isOnline && !isStandard ? () => save([]) : undefined}>
      <div className={classes.words}>
        <ul className={classes.chips}>
          {words.map(one => (
            <li key={one} translate="no">
              {one}
              {words.length > 1 && (
                <CloseButton
                  size="xs"
                  disabled={!isOnline}
                  aria-label={t('settings.voice.removeWord', { word: one })}
                  onClick={() => save(words.filter(other => other !== one))}
                />
              )}
            </li>
          ))}
        </ul>
        {isOnline ? (
          <form
            className={classes.add}
            onSubmit={event => {
              event.preventDefault()
              if (word === '' || complaint) return
              setTyped('')
              if (!words.includes(word)) save([...words, word])
            }}
          >
            <TextInput
              aria-label={t('settings.voice.word')}
              placeholder={t('settings.voice.word')}
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
              error={complaint}
              spellCheck={false}
              autoComplete="off"
            />
            <Button type="submit" variant="default" disabled={word === '' || complaint !== false}>
              {t('settings.voice.addWord')}
            </Button>
          </form>
        ) : (
          <p className={classes.quiet}>{t('settings.voice.wordsOffline')}</p>
        )}
      </div>
    </SettingRow>
  )
}
