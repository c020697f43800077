import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { pageHref } from '../shell/use-route.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useWords } from '../words.ts'
import { AboutSection } from './AboutSection.tsx'
import { AppearanceSection } from './AppearanceSection.tsx'
import { CommandLineSection } from './CommandLineSection.tsx'
import { ConnectionSection } from './ConnectionSection.tsx'
import { CredentialsSection } from './CredentialsSection.tsx'
import { GatewaysSection } from './GatewaysSection.tsx'
import { HostKeysSection } from './HostKeysSection.tsx'
import { holdInView } from './hold-in-view.ts'
import { HostsSection } from './HostsSection.tsx'
import { LocalPortSection } from './LocalPortSection.tsx'
import { LogSection } from './LogSection.tsx'
import { NodeSection } from './NodeSection.tsx'
import { NotificationsSection } from './NotificationsSection.tsx'
import { OwnGatewaySection } from './OwnGatewaySection.tsx'
import { VoiceSection } from './VoiceSection.tsx'
import { findSettings, sections, settings, type SectionId, type SettingId } from './settings-index.ts'
import { StartSection } from './StartSection.tsx'
import { useAppInfo, useSettings, type SettingsState } from './use-settings.ts'
import classes from './settings.module.css'

export type SectionProps = SettingsState & {
  /** Whether the search leaves this setting on the page. */
  readonly shows: (id: SettingId) => boolean
}

/** What can be set in a page that its gateway served; the rest is about an app on this computer. */
const ofEveryDoor: ReadonlySet<SettingId> = new Set(['appearance', 'language', 'about'])

export function SettingsPage({ section }: { section: string | undefined }) {
  const { t } = useWords()
  const state = useSettings()
  const info = useAppInfo()
  const [query, setQuery] = useState('')
  const ready = state !== undefined
  const stack = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!ready || !section || !stack.current) return undefined
    return holdInView(`settings-${section}`, stack.current)
  }, [section, ready])

  const found = findSettings(query, t, {
    hosts: state?.settings.hosts.map(({ host }) => host).join(' ') ?? '',
  })
  const isThere = (id: SettingId) =>
    (info?.door !== 'gateway' || ofEveryDoor.has(id)) &&
    (id !== 'startAtLogin' || info?.canStartAtLogin === true) &&
    (id !== 'notifications' || info?.door === 'desktop') &&
    (id !== 'checkForUpdates' || info?.canUpdate === true)
  const shows = (id: SettingId) => found.has(id) && isThere(id)
  const shownSections = sections.filter(id => settingsIn(id).some(shows))

  return (
    <div className={classes.page}>
      <PageHeading title={t('settings.title')}>{t('settings.lead')}</PageHeading>
      <TextInput
        type="search"
        aria-label={t('settings.search')}
        placeholder={t('settings.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        onChange={event => setQuery(event.currentTarget.value)}
        className={classes.search}
      />
      <p role="status" className="visually-hidden">
        {query && t('settings.found', { count: shownSections.length === 0 ? 0 : found.size })}
      </p>
      <div className={classes.columns}>
        <nav aria-label={t('settings.sectionList')} className={classes.toc}>
          <ul>
            {shownSections.map(id => (
              <li key={id}>
                <a href={pageHref('settings', id)} aria-current={section === id ? 'location' : undefined}>
                  {t(`settings.sections.${id}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={classes.stack} ref={stack}>
          {shownSections.length === 0 && (
            <EmptyState
              title={t('settings.nothingFound')}
              action={
                <Button variant="default" onClick={() => setQuery('')}>
                  {t('settings.showAll')}
                </Button>
              }
            >
              {t('settings.nothingFoundDetail', { query })}
            </EmptyState>
          )}
          {state &&
            shownSections.map(id => <Section key={id} id={id} state={state} info={info} shows={shows} />)}
        </div>
      </div>
    </div>
  )
}

function settingsIn(section: SectionId): SettingId[] {
  return (Object.keys(settings) as SettingId[]).filter(id => settings[id] === section)
}

function Section({
  id,
  state,
  info,
  shows,
}: {
  id: SectionId
  state: SettingsState
  info: ReturnType<typeof useAppInfo>
  shows: (id: SettingId) => boolean
}) {
  switch (id) {
    case 'hosts':
      return <HostsSection {...state} />
    case 'gateways':
      return <GatewaysSection {...state} />
    case 'own-gateway':
      return <OwnGatewaySection shows={shows} />
    case 'start':
      return <StartSection {...state} shows={shows} />
    case 'appearance':
      return <AppearanceSection {...state} shows={shows} />
    case 'notifications':
      return <NotificationsSection {...state} />
    case 'voice':
      return <VoiceSection {...state} shows={shows} info={info} />
    case 'connection':
      return <ConnectionSection {...state} shows={shows} />
    case 'local-port':
      return <LocalPortSection />
    case 'node':
      return <NodeSection {...state} shows={shows} />
    case 'command-line':
      return <CommandLineSection />
    case 'credentials':
      return <CredentialsSection {...state} shows={shows} />
    case 'host-keys':
      return <HostKeysSection {...state} shows={shows} />
    case 'log':
      return <LogSection {...state} info={info} />
    case 'about':
      return <AboutSection info={info} />
  }
}
