// Which page is shown: the part of the address after the hash, as in #/settings/hosts.
import { useSyncExternalStore } from 'react'

export const pages = ['connect', 'chat', 'health', 'gateway', 'settings', 'welcome'] as const
export type Page = (typeof pages)[number]

export type Route = { readonly page: Page; readonly section: string | undefined }

export function parseRoute(hash: string): Route {
  const [name, section] = hash.replace(/^#\/?/, '').split('/')
  const page = pages.find(known => known === name) ?? 'connect'
  return { page, section: section || undefined }
}

export function pageHref(page: Page, section?: string): string {
  return section ? `#/${page}/${section}` : `#/${page}`
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash))
}
