// The bridge of a page that its gateway served: the questions of the table are answered in the page itself, and the
// gateway's are asked over the page's own WebSocket. What only an app on this computer can do is refused in words.
import type { AppInfo, DesktopBridge, Reply } from '../../src-shared/desktop-api.ts'
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import { AppSettings, AppSettingsChange, defaultAppSettings } from '../../src-shared/settings.ts'
import { safeLink } from '../chat/markdown/safe-url.ts'
import { openPageConnection } from './page-connection.ts'
import { loadPageDevice } from './page-device.ts'
import { openPageStore } from './page-store.ts'
import { takeSecretFromAddress } from './page-address.ts'

const settingsName = 'gangway.settings'
const draftName = 'gangway.draft.'
const maxDraftLength = 256 * 1024

/** `version` is Gangway's own. Connects at once: there is one gateway this page can mean. */
export function openControlUi(version: string): DesktopBridge {
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  const tell = (name: string, value: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(value)
  }
  const store = openPageStore()
  let settings = readSettings()
  const connection = openPageConnection({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`,
    host: location.host,
    version,
    language: () => navigator.language,
    store,
    loadDevice: () => loadPageDevice(store),
    clock: {
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    },
    random: Math.random,
    tell: {
      state: state => tell('connection.changed', state),
      health: health => tell('health.changed', health),
      event: event => tell('gateway.event', event),
      gap: gap => tell('gateway.gap', gap),
    },
  })

  const info = async (): Promise<AppInfo> => ({
    version,
    platform: 'web',
    door: 'gateway',
    stateDir: '',
    profile: '',
    logFile: '',
    deviceId: await connection.deviceId().catch(() => ''),
    canStartAtLogin: false,
    canUpdate: false,
  })

  const change = (given: unknown): AppSettings => {
    const { appearance, language } = AppSettingsChange.parse(given)
    settings = { ...settings, ...(appearance && { appearance }), ...(language && { language }) }
    localStorage.setItem(settingsName, JSON.stringify(settings))
    tell('settings.changed', settings)
    return settings
  }

  const answers: Record<string, (argument: never) => unknown> = {
    'app.info': info,
    'app.destination': () => null,
    'app.openExternal': ({ url }: { url: string }) => openElsewhere(url),
    'app.diagnostics': async () => JSON.stringify({ ...(await info()), page: location.origin }, null, 2),
    'connection.current': connection.state,
    'connection.connect': () => connection.connect(),
    'connection.disconnect': connection.disconnect,
    'connection.retryNow': () => connection.connect(),
    'connection.networkHint': ({ online }: { online: boolean }) =>
      online ? connection.wake() : connection.doubt(),
    'connection.recent': () => [],
    'connection.forgetRecent': () => undefined,
    'prompts.pending': () => [],
    'app.hold': () => undefined,
    'hosts.list': () => [],
    'localPort.current': () => ({ phase: 'off' }),
    'node.current': () => ({ phase: 'off' }),
    'gateway.request': ({ method, params, timeoutMs }: Request) =>
      connection.request(method, params, timeoutMs),
    'health.current': connection.health,
    'health.check': connection.checkHealth,
    'health.look': connection.checkHealth,
    'timeline.current': () => ({ entries: [] }),
    'gateways.list': () => [],
    'troubles.current': () => [],
    'credentials.vault': () => ({ backend: 'memory' }),
    'credentials.list': () => [],
    'credentials.setGatewaySecret': ({ kind, secret }: Secret) => connection.connect({ kind, secret }),
    'settings.current': () => settings,
    'settings.change': change,
    'welcome.isDue': () => false,
    'drafts.read': ({ key }: { key: string }) => localStorage.getItem(draftName + key) ?? '',
    'drafts.write': ({ key, text }: { key: string; text: string }) => {
      if (text === '' || text.length > maxDraftLength) localStorage.removeItem(draftName + key)
      else localStorage.setItem(draftName + key, text)
    },
  }

  connection.connect(takeSecretFromAddress(location, history))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.wake()
  })

  return Object.freeze({
    ask: async (name: string, argument?: unknown): Promise<Reply> => {
      try {
        const answer = Object.hasOwn(answers, name) ? answers[name] : undefined
        if (!answer)
          throw appError('INVALID_INPUT', {
            what: name,
            why: 'only the Gangway app on a computer can do that',
          })
        return { ok: true, value: await answer(argument as never) }
      } catch (error) {
        return { ok: false, error: toErrorReport(error) }
      }
    },
    on: (name: string, listener: (value: unknown) => void) => {
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own)
      const wrapped = (value: unknown) => listener(value)
      own.add(wrapped)
      return () => void own.delete(wrapped)
    },
  })
}

/** There is no app behind this page that would look at the address once more. */
function openElsewhere(url: string): void {
  const link = safeLink(url)
  if (!link?.canOpen) throw appError('INVALID_INPUT', { what: 'The address', why: phrase('onlyHttps') })
  window.open(link.href, '_blank', 'noopener,noreferrer')
}

type Request = { readonly method: string; readonly params?: unknown; readonly timeoutMs?: number | undefined }
type Secret = { readonly kind: 'token' | 'password'; readonly secret: string }

function readSettings(): AppSettings {
  try {
    return AppSettings.parse(JSON.parse(localStorage.getItem(settingsName) ?? '{}'))
  } catch {
    // Written by another version, or by hand: two choices that are quickly made again.
    return defaultAppSettings
  }
}
