// Opens a checked address outside, after a person has said so once for its host.
import { dialog, shell, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { T } from '../../src-shared/i18n/message-types.ts'
import type { WindowMemory } from './window-memory.ts'
import type { Speech } from './speech.ts'

/** Our own and OpenClaw's pages, which the app itself links to. */
const wellKnown: ReadonlySet<string> = new Set(['docs.openclaw.ai', 'openclaw.ai'])

type Asking = {
  readonly memory: WindowMemory
  readonly speech: Speech
  readonly parent: () => BrowserWindow | undefined
}

/**
 * `url` has been through `checkExternalUrl`. A person is shown where it leads and may let that host pass from then on;
 * an address to write to is always asked about. Settles when it is open or declined.
 */
export async function openExternally(url: string, { memory, speech, parent }: Asking): Promise<void> {
  const { protocol, hostname } = new URL(url)
  const known = memory.get('knownHosts') ?? []
  const isKnown = protocol === 'https:' && (wellKnown.has(hostname) || known.includes(hostname))
  if (!isKnown) {
    const { response, checkboxChecked } = await ask(url, hostname, speech.t, parent())
    if (response !== 0) return
    if (checkboxChecked && protocol === 'https:') memory.set('knownHosts', [...known, hostname].slice(-500))
  }
  await shell.openExternal(url)
}

function ask(url: string, hostname: string, t: T, parent: BrowserWindow | undefined) {
  const isMail = hostname === ''
  const options: MessageBoxOptions = {
    type: 'question',
    message: isMail ? t('desktop.external.mail') : t('desktop.external.open', { host: hostname }),
    // The whole of it, on lines of its own: nothing may be pushed out of sight.
    detail: url,
    buttons: [t('desktop.external.yes'), t('common.cancel')],
    defaultId: 1,
    cancelId: 1,
    ...(isMail
      ? {}
      : { checkboxLabel: t('desktop.external.always', { host: hostname }), checkboxChecked: false }),
  }
  return parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options)
}
