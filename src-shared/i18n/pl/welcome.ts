import type { welcome as source } from '../en/welcome.ts'
import type { Translation } from '../message-types.ts'

export const welcome: Translation<typeof source> = {
  title: 'Witaj w Gangway',
  lead: 'Gdzie działa brama, z którą chcesz rozmawiać? Kolejne można dodać później.',
  later: 'Skonfiguruję później',
  close: 'Zamknij',
  back: 'Wstecz',
  step: 'Krok {step} z {steps}',
  language: 'Język',
  ways: {
    local: {
      title: 'Na tym komputerze',
      detail:
        'Gangway ma własną bramę. Niczego nie trzeba instalować, a dostęp do niej ma tylko ten komputer.',
    },
    ssh: {
      title: 'Na innym komputerze, przez SSH',
      detail:
        'Na serwerze albo domowym komputerze, na który możesz się zalogować. Używane są Twoja konfiguracja i klucze SSH.',
    },
    direct: {
      title: 'Pod adresem bramy',
      detail: 'Gdy brama jest dostępna pod adresem ws:// lub wss://, na przykład w Twojej sieci tailnet.',
    },
  },
  fieldsTitle: {
    ssh: 'Który komputer?',
    direct: 'Jaki adres?',
  },
  fieldsLead: {
    ssh: 'To samo, co wpisuje się po „ssh”. Klucz nowego hosta zobaczysz, zanim zostanie wysłane cokolwiek tajnego.',
    direct: 'Taki, jaki podał właściciel bramy.',
  },
  secretDetail: 'W razie wątpliwości zostaw puste: pojawi się pytanie, gdy brama będzie tego wymagać.',
  connect: 'Połącz',
  importWay: {
    title: 'Z konfiguracji OpenClaw',
    detail:
      '{path, select, none {Przejmuje bramę i jej token z pliku openclaw.json. Najpierw zobaczysz, co zawiera.} other {Znaleziono {path}. Zanim cokolwiek zostanie zapisane, zobaczysz, co zawiera.}}',
  },
  importTitle: 'Przejmij z OpenClaw',
  importLead: 'Plik jest tylko czytany. Bez Twojej zgody nic nie zostanie zapisane.',
  importPath: 'Plik konfiguracji',
  importPathDetail: 'Ścieżka na tym komputerze, na przykład ~/.openclaw/openclaw.json.',
  importPathEmpty: 'Podaj ścieżkę pliku.',
  importChoose: 'Wybierz plik…',
  importRead: 'Pokaż zawartość',
  importHolds: 'Co zostanie przejęte',
  importCredential: 'Dane logowania',
  importHasCredential:
    '{kind, select, password {Jest hasło ({from}). Trafi do magazynu sekretów i nie jest pokazywane.} other {Jest token ({from}). Trafi do magazynu sekretów i nie jest pokazywany.}}',
  importNoCredential: 'W pliku ich nie ma. Jeśli brama będzie ich wymagać, pojawi się pytanie.',
  importPin: 'Certyfikat',
  importLeft: 'Co nie zostanie przejęte',
  importLeftReasons: {
    gateway: 'Należy do bramy i nadal tam działa.',
    'asked-later': 'Gangway zapyta o to podczas łączenia.',
    include: 'Dołączane pliki nie są czytane.',
    'one-secret': 'Wystarczą jedne dane logowania; drugie zostają w pliku.',
    provider: 'Sekret jest u dostawcy, którego Gangway nie pyta.',
    'unset-variable': 'Sekret ma pochodzić ze zmiennej środowiskowej, która nie jest tu ustawiona.',
    'ssh-config': 'Wpisz to w konfiguracji SSH (IdentityFile), do której Gangway się stosuje.',
  },
  importTakeOver: 'Przejmij i połącz',
  climbing: 'Droga do bramy',
  climbingSteps: '{target, select, none {Kroki do tego komputera} other {Kroki do {target}}}',
  notClimbing: 'Próba została przerwana.',
  doneTitle: '{target, select, none {Połączono z tym komputerem} other {Połączono z {target}}}',
  doneLead: 'Wszystkie kroki się powiodły, a brama zaakceptowała to urządzenie.',
  secretsForgotten:
    'Nie ma tu pęku kluczy, więc sekrety znikną po zamknięciu Gangway. Można to zmienić: {settings}.',
  secretsSettings: 'Ustawienia › Dane logowania',
  fromNowOn: 'Od teraz',
  openSettings: 'Zobacz ustawienia',
}
