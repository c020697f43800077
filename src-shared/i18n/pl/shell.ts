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
  troubles: {
    title: 'Ważne informacje',
    settings: 'Plik ustawień był uszkodzony',
    settingsText:
      '{from, select, defaults {Nie ma jego wcześniejszej kopii, więc ustawienia aplikacji są takie jak na początku.} other {Ustawienia aplikacji są takie jak po ostatniej zapisanej zmianie.}}',
    outbox: 'Plik wiadomości do wysłania był uszkodzony',
    gateway: 'Baza danych bramy na tym komputerze była uszkodzona',
    gatewayKept:
      'Brama działa dalej z tym, co udało się odczytać. Rozmowy: {conversations, number}, wiadomości: {messages, number}, sparowane urządzenia: {devices, number}.',
    kept: '{kept, plural, =0 {Żadna wiadomość już nie czeka.} one {# wiadomość zachowano i czeka dalej.} few {# wiadomości zachowano i czekają dalej.} many {# wiadomości zachowano i czeka dalej.} other {# wiadomości zachowano i czeka dalej.}}',
    lost: '{lost, plural, =0 {Żadna nie przepadła.} one {# wiadomości nie udało się odczytać.} few {# wiadomości nie udało się odczytać.} many {# wiadomości nie udało się odczytać.} other {# wiadomości nie udało się odczytać.}}',
    lostUnknown: 'Nie wiadomo, czy innych nie udało się odczytać.',
    locked: 'Nie można uzyskać zapisanego sekretu: {name}',
    nothingDeleted: 'Niczego w pęku kluczy nie zmieniono ani nie usunięto.',
    tryAgain: 'Spróbuj ponownie',
    credentials: 'Otwórz dane logowania',
    keptAs: 'Uszkodzony plik został zachowany:',
    showFile: 'Pokaż plik',
  },
  signedOut: 'Sesja tej strony wygasła',
  notOpened: 'Ta strona nie ma łączności z Gangway',
  notOpenedRemedy:
    'Uruchom Gangway i otwórz adres, który wyświetli. Zawiera on jednorazowy token, więc zakładka z wcześniejszym adresem już nie zadziała.',
}
