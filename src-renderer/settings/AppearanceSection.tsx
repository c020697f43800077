import { SegmentedControl } from '@mantine/core'
import { languageNames } from '../../src-shared/i18n/languages.ts'
import { useWords } from '../words.ts'
import { labelledBy, resetTo, SettingRow } from './SettingRow.tsx'
import type { SectionProps } from './SettingsPage.tsx'
import { SettingsSection } from './SettingsSection.tsx'

export function AppearanceSection({ shows, ...state }: SectionProps) {
  const { settings, change } = state
  const { t } = useWords()
  return (
    <SettingsSection id="appearance">
      {shows('appearance') && (
        <SettingRow
          id="appearance"
          reset={resetTo(state, 'appearance')}
          control={
            <SegmentedControl
              {...labelledBy('appearance')}
              value={settings.appearance}
              onChange={appearance => change({ appearance })}
              data={(['system', 'light', 'dark'] as const).map(value => ({
                value,
                label: t(`settings.appearances.${value}`),
              }))}
            />
          }
        />
      )}
      {shows('language') && (
        <SettingRow
          id="language"
          reset={resetTo(state, 'language')}
          control={
            <SegmentedControl
              {...labelledBy('language')}
              value={settings.language}
              onChange={language => change({ language })}
              data={[
                { value: 'system', label: t('settings.languageOfSystem') },
                { value: 'en', label: <LanguageName language="en" /> },
                { value: 'pl', label: <LanguageName language="pl" /> },
              ]}
            />
          }
        />
      )}
    </SettingsSection>
  )
}

/** In its own language, and read out in it. */
function LanguageName({ language }: { language: keyof typeof languageNames }) {
  return (
    <span lang={language} translate="no">
      {languageNames[language]}
    </span>
  )
}
