import { SegmentedControl } from '@mantine/core'
import { languageNames } from '../../src-shared/i18n/languages.ts'
import { desktop } from '../desktop.ts'
import { tell } from '../tell.ts'
import { useWords } from '../words.ts'

/** For those who cannot read what they see; Settings has it too, with "as the system". */
export function LanguagePicker() {
  const { t, language } = useWords()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('welcome.language')}
      value={language === 'pl' ? 'pl' : 'en'}
      onChange={chosen => tell(desktop.settings.change({ language: chosen }))}
      data={(['en', 'pl'] as const).map(value => ({
        value,
        label: (
          <span lang={value} translate="no">
            {languageNames[value]}
          </span>
        ),
      }))}
    />
  )
}
