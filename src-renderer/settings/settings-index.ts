// Every setting and the section it stands in, so that the search finds what is on the page. Their words are messages:
// `settings.sections.<id>` and `settings.items.<id>`.
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

export const sections = [
  'hosts',
  'gateways',
  'own-gateway',
  'start',
  'appearance',
  'notifications',
  'voice',
  'connection',
  'local-port',
  'node',
  'command-line',
  'credentials',
  'host-keys',
  'log',
  'about',
] as const

export type SectionId = (typeof sections)[number]

export const settings = {
  hosts: 'hosts',
  gateways: 'gateways',
  ownPort: 'own-gateway',
  ownBind: 'own-gateway',
  ownAuth: 'own-gateway',
  ownModel: 'own-gateway',
  ownProvider: 'own-gateway',
  connectAtStart: 'start',
  startAtLogin: 'start',
  welcome: 'start',
  checkForUpdates: 'start',
  appearance: 'appearance',
  language: 'appearance',
  notifications: 'notifications',
  voice: 'voice',
  voiceWakeWords: 'voice',
  voiceModel: 'voice',
  voiceTalkKey: 'voice',
  voiceTest: 'voice',
  reconnectWithin: 'connection',
  proxy: 'connection',
  localPort: 'local-port',
  nodeHost: 'node',
  nodePolicy: 'node',
  command: 'command-line',
  vault: 'credentials',
  allowSecretsFile: 'credentials',
  stored: 'credentials',
  writeUserKnownHosts: 'host-keys',
  keptKeys: 'host-keys',
  logLevel: 'log',
  about: 'about',
} as const satisfies Record<string, SectionId>

export type SettingId = keyof typeof settings

/**
 * The settings in which every word of the query occurs: in the name, the explanation, the section or a word for the
 * same thing, in the person's language or in English, which technical terms are known by. `more` adds words known
 * only while running, such as the names of hosts. An empty query finds all.
 */
export function findSettings(
  query: string,
  t: T,
  more: Partial<Record<SettingId, string>> = {},
): ReadonlySet<SettingId> {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  const ids = Object.keys(settings) as SettingId[]
  return new Set(
    ids.filter(id => {
      const text = `${wordsOf(id, t)} ${wordsOf(id, inEnglish)} ${more[id] ?? ''}`.toLowerCase()
      return wanted.every(word => text.includes(word))
    }),
  )
}

function wordsOf(id: SettingId, t: T): string {
  return [
    t(`settings.sections.${settings[id]}`),
    t(`settings.items.${id}.title`),
    t(`settings.items.${id}.description`),
    t(`settings.items.${id}.words`),
  ].join(' ')
}
