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
  gateways: {
    title: 'Bramy',
    open: 'Przejdź do innej bramy{waiting, plural, =0 {} other {: oczekujących: #}}',
    stands:
      '{how}{approvals, plural, =0 {} one { · # polecenie czeka} few { · # polecenia czekają} many { · # poleceń czeka} other { · # polecenia czeka}}{unread, plural, =0 {} one { · # nowa odpowiedź} few { · # nowe odpowiedzi} many { · # nowych odpowiedzi} other { · # nowej odpowiedzi}}',
    keep: 'Utrzymuj połączenie',
    keepOne: 'Utrzymuj połączenie: {name}',
    keepDetail: 'Także wtedy, gdy widać inną bramę.',
    full: 'Gangway utrzymuje połączenie najwyżej z {max} bramami.',
  },
  signedOut: 'Sesja tej strony wygasła',
  notOpened: 'Ta strona nie ma łączności z Gangway',
  notOpenedRemedy:
    'Uruchom Gangway i otwórz adres, który wyświetli. Zawiera on jednorazowy token, więc zakładka z wcześniejszym adresem już nie zadziała.',
}
