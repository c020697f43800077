import type { settings as source } from '../en/settings.ts'
import type { Translation } from '../message-types.ts'

export const settings: Translation<typeof source> = {
  title: 'Ustawienia',
  lead: 'Zmiany działają od razu.',
  search: 'Szukaj w ustawieniach',
  found:
    '{count, plural, =0 {Brak pasujących ustawień.} one {Znaleziono # ustawienie.} few {Znaleziono # ustawienia.} many {Znaleziono # ustawień.} other {Znaleziono # ustawienia.}}',
  sectionList: 'Sekcje ustawień',
  nothingFound: 'Brak pasujących ustawień',
  nothingFoundDetail: 'Nie ma tu niczego o nazwie „{query}”.',
  showAll: 'Pokaż wszystkie',
  sections: {
    hosts: 'Hosty',
    start: 'Uruchamianie',
    appearance: 'Wygląd',
    'local-port': 'Port lokalny',
    credentials: 'Dane logowania',
    'host-keys': 'Klucze hostów',
    about: 'Informacje',
  },
  items: {
    hosts: {
      title: 'Hosty z własnymi ustawieniami',
      description: 'Cała reszta pochodzi z Twojej konfiguracji SSH.',
      words: 'silnik ssh2 systemowy ssh brama port lokalny usuń zapomnij alias serwer',
    },
    connectAtStart: {
      title: 'Łącz po uruchomieniu Gangway',
      description: 'Z bramą, z którą było ostatnie połączenie.',
      words: 'automatycznie połącz ponownie start',
    },
    startAtLogin: {
      title: 'Uruchamiaj Gangway po zalogowaniu',
      description: 'Aplikacja czeka w zasobniku systemowym.',
      words: 'autostart start systemu automatycznie tray',
    },
    welcome: {
      title: 'Powitanie przy pierwszym uruchomieniu',
      description: 'Prowadzi krok po kroku do kolejnej bramy. Obecne ustawienia pozostają.',
      words: 'kreator konfiguracja asystent pierwszy start import od nowa onboarding',
    },
    checkForUpdates: {
      title: 'Szukaj aktualizacji',
      description: 'Nic nie zostanie pobrane ani zainstalowane bez Twojej zgody.',
      words: 'aktualizacja wersja nowsza wydanie sprawdzaj',
    },
    appearance: {
      title: 'Kolory',
      description: 'Jasne, ciemne albo takie jak w systemie.',
      words: 'motyw ciemny jasny tryb nocny kontrast barwy',
    },
    language: {
      title: 'Język',
      description: 'Okna, zasobnika i powiadomień. Wiersz poleceń i dzienniki pozostają po angielsku.',
      words: 'angielski polski english tłumaczenie',
    },
    localPort: {
      title: 'Port dla innych programów',
      description: 'Prowadzi do bramy, tylko na tym komputerze. Czat go nie potrzebuje.',
      words: 'nasłuch 18789 przekierowanie tunel zajęty cli',
    },
    vault: {
      title: 'Gdzie przechowywane są sekrety',
      description: 'Tokeny, hasła i hasła kluczy nigdy nie trafiają do tego okna.',
      words: 'pęk kluczy portfel keychain keyring token hasło passphrase magazyn',
    },
    allowSecretsFile: {
      title: 'Przechowuj sekrety w prywatnym pliku',
      description:
        'Tylko tam, gdzie nie ma pęku kluczy. Ten plik może odczytać każdy program działający na Twoim koncie. Bez niego sekrety znikają po zamknięciu Gangway.',
      words: 'zgoda plik 0600 dysk',
    },
    stored: {
      title: 'Zapisane sekrety',
      description: 'Tylko nazwy; wartości nigdy nie są pokazywane.',
      words: 'usuń zapomnij skasuj token hasło lista',
    },
    writeUserKnownHosts: {
      title: 'Zapisuj potwierdzone klucze także w ~/.ssh/known_hosts',
      description: 'Wtedy ssh w terminalu również im ufa. Gangway zawsze prowadzi własną listę.',
      words: 'odcisk zaufanie znane hosty openssh',
    },
    about: {
      title: 'Ta instalacja Gangway',
      description: '',
      words:
        'wersja katalog stan folder dziennik log identyfikator urządzenia licencja mit diagnostyka profil',
    },
  },
  openWelcome: 'Otwórz powitanie',
  appearances: { system: 'Systemowe', light: 'Jasne', dark: 'Ciemne' },
  languageOfSystem: 'Systemowy',
  hosts: {
    summary:
      '{engine, select, system {systemowy ssh} other {wbudowany SSH}} · port bramy {gatewayPort} · {localPort, select, none {bez portu lokalnego} other {port lokalny {localPort}}}',
    engineOf: 'Obsługa SSH dla {host}',
    builtInEngine: 'Wbudowany SSH',
    systemEngine: 'Systemowy ssh',
    gatewayPort: 'Port bramy na hoście',
    localPort: 'Port na tym komputerze',
    noPort: 'brak',
    portInvalid: 'Port to liczba od 1 do 65535.',
    remove: 'Usuń {host} z listy',
    hostToAdd: 'Host do dodania',
    hostExample: 'Alias lub użytkownik@host',
    alreadyListed: 'Ten host jest już na liście.',
    add: 'Dodaj host',
  },
  localPort: {
    none: 'Żaden port nie jest otwarty. Host otrzymuje port w swoich ustawieniach: {hosts}.',
    address: 'Adres dla innych programów',
  },
  credentials: {
    keychain: 'W pęku kluczy tego komputera.',
    memory: 'Tylko w pamięci, do zamknięcia Gangway.',
    file: 'W pliku, który może odczytać każdy program działający na Twoim koncie:',
    reason: 'Powód: {why}.',
    none: 'Brak.',
    forget: 'Zapomnij',
    forgetOne: 'Zapomnij: {name}',
  },
  about: {
    copyDiagnostics: 'Kopiuj dane diagnostyczne',
    version: 'Wersja',
    runningAs: 'Działa jako',
    door: '{door, select, desktop {aplikacja} gateway {strona samej bramy} other {strona w przeglądarce}} ({platform})',
    profile: 'Profil',
    files: 'Pliki',
    log: 'Dziennik',
    deviceId: 'Identyfikator urządzenia',
    licence: 'Licencja',
  },
}
