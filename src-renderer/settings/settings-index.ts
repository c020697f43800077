// Every setting by name, so that the search finds what is on the page and the page says what the search finds.

export const sections = [
  { id: 'hosts', title: 'Hosts' },
  { id: 'start', title: 'Start' },
  { id: 'appearance', title: 'Appearance' },
  { id: 'local-port', title: 'Local port' },
  { id: 'credentials', title: 'Credentials' },
  { id: 'host-keys', title: 'Host keys' },
  { id: 'about', title: 'About' },
] as const

export type SectionId = (typeof sections)[number]['id']

export const settings = {
  hosts: {
    section: 'hosts',
    title: 'Hosts with settings of their own',
    description: 'Everything else about a host comes from your SSH configuration.',
    words: 'engine ssh2 system ssh gateway port local port remove forget alias server',
  },
  connectAtStart: {
    section: 'start',
    title: 'Connect when Gangway starts',
    description: 'To the gateway you were connected to last.',
    words: 'automatic reconnect startup',
  },
  startAtLogin: {
    section: 'start',
    title: 'Start Gangway when you log in',
    description: 'It waits in the tray.',
    words: 'autostart boot startup automatic',
  },
  appearance: {
    section: 'appearance',
    title: 'Colours',
    description: 'Light, dark, or as the system is at the moment.',
    words: 'theme dark mode light night contrast colors',
  },
  localPort: {
    section: 'local-port',
    title: 'Port for other programs',
    description: 'Leads to the gateway; on this computer only. Chat does not need it.',
    words: 'listener 18789 forward tunnel control ui cli busy taken',
  },
  vault: {
    section: 'credentials',
    title: 'Where secrets are kept',
    description: 'Tokens, passwords and passphrases never leave the app for this window.',
    words: 'keychain keyring secret service vault token password passphrase storage',
  },
  allowSecretsFile: {
    section: 'credentials',
    title: 'Keep secrets in a private file',
    description:
      'Only where there is no keychain. Any program that runs as you can read that file. Without it, secrets are kept until Gangway ends.',
    words: 'consent file 0600 disk',
  },
  stored: {
    section: 'credentials',
    title: 'Kept secrets',
    description: 'By name; their values are never shown.',
    words: 'forget delete remove token password passphrase list',
  },
  writeUserKnownHosts: {
    section: 'host-keys',
    title: 'Also write confirmed keys to ~/.ssh/known_hosts',
    description: 'So that ssh in a terminal trusts them too. Gangway always keeps its own list.',
    words: 'fingerprint trust known hosts openssh',
  },
  about: {
    section: 'about',
    title: 'This Gangway',
    description: '',
    words: 'version state directory folder log file device id licence license mit diagnostics profile',
  },
} as const satisfies Record<string, { section: SectionId; title: string; description: string; words: string }>

export type SettingId = keyof typeof settings

/**
 * The settings in which every word of the query occurs: in the name, the explanation, the section or a word for the
 * same thing. `more` adds words known only while running, such as the names of hosts. An empty query finds all.
 */
export function findSettings(
  query: string,
  more: Partial<Record<SettingId, string>> = {},
): ReadonlySet<SettingId> {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  const ids = Object.keys(settings) as SettingId[]
  return new Set(
    ids.filter(id => {
      const { section, title, description, words } = settings[id]
      const sectionTitle = sections.find(known => known.id === section)?.title ?? ''
      const text = `${sectionTitle} ${title} ${description} ${words} ${more[id] ?? ''}`.toLowerCase()
      return wanted.every(word => text.includes(word))
    }),
  )
}
