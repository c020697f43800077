import type { desktop as source } from '../en/desktop.ts'
import type { Translation } from '../message-types.ts'

export const desktop: Translation<typeof source> = {
  update: 'Zaktualizuj do {version}…',
  tray: {
    anotherHost: 'Inny host…',
    answer: 'Odpowiedz na pytanie…',
    cancel: 'Przerwij łączenie',
    chat: 'Otwórz czat',
    connect: 'Połącz…',
    connectTo: '{target, select, none {Połącz z tym komputerem} other {Połącz z {target}}}',
    copyDiagnostics: 'Kopiuj diagnostykę',
    counts: 'Połączono: {online} z {wanted}',
    disconnect: 'Rozłącz',
    health: 'Stan',
    isShown: 'Widoczna w oknie',
    node: '{state, select, failed {Tego komputera nie można użyczyć} away {Ten komputer nie jest użyczony: brak bramy} waiting {Ten komputer czeka na zatwierdzenie jako węzeł} other {Ten komputer jest użyczony: {running, plural, =0 {nic nie działa} one {działa # wywołanie} few {działają # wywołania} many {działa # wywołań} other {działa # wywołania}}}}',
    otherHosts: 'Inne hosty',
    quit: 'Zakończ Gangway',
    recent: 'Ostatnie hosty',
    retry: 'Spróbuj ponownie',
    settings: 'Ustawienia…',
    show: 'Pokaż',
    stands: '{name}: {how}',
    thisComputer: 'Ten komputer',
  },
  menu: { view: 'Widok', edit: 'Edycja', window: 'Okno' },
  notice: {
    question: 'Pytanie czeka na Twoją odpowiedź.',
    down: '{target, select, none {Brak połączenia z bramą na tym komputerze} other {Brak połączenia z {target}}}',
    goesOn: '{why, select, none {Gangway próbuje dalej.} other {{why} Gangway próbuje dalej.}}',
    back: '{target, select, none {Połączenie z tym komputerem wróciło} other {Połączenie z {target} wróciło}}',
    asItWas: 'Wszystko działa jak wcześniej.',
  },
  external: {
    open: 'Otworzyć {host} w przeglądarce?',
    mail: 'Napisać na ten adres?',
    yes: 'Otwórz',
    always: 'Zawsze otwieraj adresy w {host}',
  },
  link: {
    filledIn:
      'Ten formularz wypełnił link. Nic jeszcze nie zrobiono: sprawdź, dokąd prowadzi, zanim połączysz.',
    refused: 'Nie można użyć tego linku',
    refusedText: 'Gangway rozumie linki, które podają nazwę hosta albo adres bramy: {example}.',
  },
  trouble: {
    title: 'Okno przestaje działać raz za razem',
    text: 'W ciągu pięciu minut otwarto je ponownie trzy razy, bez skutku. Połączenie, rozmowy i wpisany tekst są bezpieczne.',
    restart: 'Uruchom Gangway ponownie',
    safeMode: 'Uruchom w trybie awaryjnym',
    safeModeText:
      'W trybie awaryjnym Gangway sam z niczym się nie łączy i nie używa procesora graficznego. Raport pochodzi z dziennika i nie zawiera haseł ani tokenów.',
    copy: 'Kopiuj raport',
    copied: 'Raport skopiowano',
    report: 'Raport',
  },
  safeMode: {
    title: 'Gangway działa w trybie awaryjnym',
    text: 'Sam z niczym się nie łączy i nie używa procesora graficznego. Aby wyjść z tego trybu, zakończ program i uruchom go ponownie.',
  },
  unresponsive: {
    title: 'Okno nie odpowiada',
    text: 'Możesz zaczekać albo wczytać je ponownie. Połączenie działa dalej, a wpisany tekst zostanie zachowany.',
    wait: 'Zaczekaj',
    reload: 'Wczytaj ponownie',
  },
  updates: {
    later: 'Później',
    failed:
      'Nie udało się pobrać Gangway {version}. Przyczynę podaje dziennik; pobieranie można ponowić z zasobnika.',
    download: {
      title: 'Jest Gangway {version}',
      text: 'Zostanie teraz pobrany i zainstalowany dopiero za Twoją zgodą. Do tego czasu działa obecna wersja.',
      yes: 'Pobierz',
    },
    install: {
      title: 'Gangway {version} jest gotowy',
      text: 'Uruchom ponownie teraz albo pozwól zainstalować go przy następnym zakończeniu Gangway. Szkice zostaną zachowane, a połączenie wróci samo.',
      yes: 'Uruchom ponownie',
    },
  },
  gaveUp:
    'Gangway raz za razem przestaje działać, nawet w trybie awaryjnym. Przyczynę podaje dziennik: {path}',
}
