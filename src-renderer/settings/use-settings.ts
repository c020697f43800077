import { useEffect, useState } from 'react'
import type { AppInfo, CredentialEntry, VaultStatus } from '../../src-shared/desktop-api.ts'
import type { AppSettings, AppSettingsChange } from '../../src-shared/settings.ts'
import { liveSettings } from '../app-state.ts'
import { desktop } from '../desktop.ts'
import { useLive } from '../live.ts'
import { tell, tellError } from '../tell.ts'

export type SettingsState = {
  readonly settings: AppSettings
  readonly change: (change: AppSettingsChange) => void
}

/** The settings and how to change them; undefined until the app has answered. */
export function useSettings(): SettingsState | undefined {
  const settings = useLive(liveSettings)
  return settings && { settings, change: change => tell(desktop.settings.change(change)) }
}

/** What does not change while the window is open. */
export function useAppInfo(): AppInfo | undefined {
  const [info, setInfo] = useState<AppInfo>()
  useEffect(() => {
    desktop.app.info().then(setInfo, tellError)
  }, [])
  return info
}

export type Credentials = { readonly vault: VaultStatus; readonly entries: readonly CredentialEntry[] }

async function readCredentials(): Promise<Credentials> {
  const [vault, entries] = await Promise.all([desktop.credentials.vault(), desktop.credentials.list()])
  return { vault, entries }
}

/** Where secrets are kept, and which; asked again after what changes either. */
export function useCredentials() {
  const [credentials, setCredentials] = useState<Credentials>()
  useEffect(() => {
    readCredentials().then(setCredentials, tellError)
  }, [])

  const after = async (action: Promise<unknown>) => {
    await action
    setCredentials(await readCredentials())
  }
  return {
    credentials,
    reload: () => after(Promise.resolve()),
    retry: () => tell(after(desktop.credentials.retry())),
    forget: (id: string) => tell(after(desktop.credentials.forget({ id }))),
    allowFile: (allowSecretsFile: boolean) => tell(after(desktop.settings.change({ allowSecretsFile }))),
  }
}
