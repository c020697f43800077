import type { shell as source } from '../en/shell.ts'
import type { Translation } from '../message-types.ts'

export const shell: Translation<typeof source> = {
  pages: {
    connect: 'Połącz',
    chat: 'Czat',
    health: 'Stan',
    gateway: 'Brama',
    settings: 'Ustawienia',
    welcome: 'Witaj',
  },
  pageTitle: '{page} – Gangway',
  navigation: 'Strony',
  skipToPage: 'Przejdź do treści',
  connection: 'Połączenie',
  disconnect: 'Rozłącz',
  retryNow: 'Spróbuj teraz',
  stop: 'Zatrzymaj',
  signedOut: 'Sesja tej strony wygasła',
  notOpened: 'Ta strona nie ma łączności z Gangway',
  notOpenedRemedy:
    'Uruchom Gangway i otwórz adres, który wyświetli. Zawiera on jednorazowy token, więc zakładka z wcześniejszym adresem już nie zadziała.',
}
