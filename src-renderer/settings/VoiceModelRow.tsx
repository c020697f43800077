import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { ModelDownload } from '../../src-shared/voice.ts'
import { bytesOf, offeredModel } from '../../src-shared/voice-model.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'
import { TextField } from './TextField.tsx'
import type { SettingsState } from './use-settings.ts'
import classes from './voice-settings.module.css'

type Props = SettingsState & { readonly download: ModelDownload; readonly canPick: boolean }

/** The folder in use, and the ways to another. */
export function VoiceModelRow({ settings, change, download, canPick }: Props) {
  const { t } = useWords()
  const [isOffered, setOffered] = useState(false)
  const pick = async () => {
    const folder = await desktop.voice.pickModel()
    if (folder !== null) change({ voiceModel: folder })
  }
  return (
    <SettingRow id="voiceModel">
      <div className={classes.model}>
        <TextField
          label={t('settings.voice.folder')}
          placeholder={t('settings.voice.noFolder')}
          value={settings.voiceModel || undefined}
          maxLength={4096}
          onValue={voiceModel => change({ voiceModel: voiceModel ?? '' })}
        />
        <div className={classes.buttons}>
          {canPick && (
            <Button variant="default" onClick={() => tell(pick())}>
              {t('settings.voice.chooseFolder')}
            </Button>
          )}
          {!isOffered && download.phase !== 'loading' && (
            <Button variant="default" onClick={() => setOffered(true)}>
              {t('settings.voice.offer')}
            </Button>
          )}
        </div>
        {download.phase === 'failed' && <ErrorNote error={download.error} />}
        {download.phase === 'loading' && <Downloading {...download} />}
        {isOffered && download.phase !== 'loading' && <Offer close={() => setOffered(false)} />}
      </div>
    </SettingRow>
  )
}

/** Everything there is to know before the first byte. */
function Offer({ close }: { close: () => void }) {
  const { t } = useWords()
  const size = useSize()
  const { name, licence, address, files } = offeredModel
  return (
    <div className={classes.offer} role="group" aria-label={t('settings.voice.offerTitle')}>
      <Facts>
        <Fact name={t('settings.voice.offerName')}>
          <span translate="no">{name}</span>
        </Fact>
        <Fact name={t('settings.voice.offerLanguage')}>{t('settings.voice.offerEnglish')}</Fact>
        <Fact name={t('settings.voice.offerFrom')}>
          <code translate="no">{address}</code>
        </Fact>
        <Fact name={t('settings.voice.offerSize')}>{size(bytesOf(offeredModel))}</Fact>
        <Fact name={t('settings.voice.offerLicence')}>
          <span translate="no">{licence}</span>
        </Fact>
        <Fact name={t('settings.voice.offerFiles')}>
          <ul className={classes.files} translate="no">
            {files.map(file => (
              <li key={file.name}>
                {file.name} <span className={classes.quiet}>({size(file.bytes)})</span>
                <br />
                <code>{file.sha256}</code>
              </li>
            ))}
          </ul>
        </Fact>
      </Facts>
      <p className={classes.quiet}>{t('settings.voice.offerChecked')}</p>
      <div className={classes.buttons}>
        <Button
          onClick={() => {
            close()
            tell(desktop.voice.downloadModel())
          }}
        >
          {t('settings.voice.download', { size: size(bytesOf(offeredModel)) })}
        </Button>
        <Button variant="default" onClick={close}>
          {t('settings.voice.hideOffer')}
        </Button>
      </div>
    </div>
  )
}

function Downloading({ receivedBytes, totalBytes }: { receivedBytes: number; totalBytes: number }) {
  const { t } = useWords()
  const size = useSize()
  const said = t('settings.voice.downloading', { received: size(receivedBytes), total: size(totalBytes) })
  return (
    <div className={classes.downloading}>
      <p>{said}</p>
      <Progress value={(100 * receivedBytes) / totalBytes} aria-label={said} />
      <Button size="compact-sm" variant="default" onClick={() => tell(desktop.voice.cancelDownload())}>
        {t('settings.voice.cancelDownload')}
      </Button>
    </div>
  )
}

/** As the person's language writes it: 45.2 MB. */
function useSize(): (bytes: number) => string {
  const { language } = useWords()
  return bytes => {
    const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
    return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
  }
}
