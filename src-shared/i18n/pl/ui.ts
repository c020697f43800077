import type { ui as source } from '../en/ui.ts'
import type { Translation } from '../message-types.ts'

export const ui: Translation<typeof source> = {
  compare: {
    match: 'Zgadza się.',
    mismatch: 'Nie zgadza się. Nie łącz się.',
    'not-sha256': 'To odcisk MD5, który da się podrobić. Poproś o odcisk SHA256.',
  },
  authMethods: {
    token: 'token bramy',
    password: 'hasło bramy',
    'device-token': 'własny token tego urządzenia (sparowane)',
    'bootstrap-token': 'kod konfiguracyjny',
    tailscale: 'Twoja tożsamość w Tailscale',
    'trusted-proxy': 'pośredniczący serwer proxy',
    none: 'nic: brama nie wymaga logowania',
  },
  facts: {
    address: 'Adres',
    connectedFor: 'Połączono od',
    gateway: 'Brama',
    gatewayPort: 'Port bramy',
    host: 'Host',
    knowsYouBy: 'Rozpoznaje Cię przez',
    version: 'Wersja',
  },
}
