import type { prompts as source } from '../en/prompts.ts'
import type { Translation } from '../message-types.ts'

export const prompts: Translation<typeof source> = {
  titles: {
    hostKey: 'Czy to na pewno {host}?',
    password: 'Hasło użytkownika {user} na {host}',
    passphrase: 'Hasło klucza',
    question: '{host} czeka na odpowiedź',
    overSsh: {
      read: 'Odczytać sekret bramy na hoście {host}?',
      approve: 'Zatwierdzić to urządzenie na hoście {host}?',
    },
    widerScope:
      '{gateway, select, none {Poprosić bramę tego komputera o prawo do wszystkiego?} other {Poprosić bramę {gateway} o prawo do wszystkiego?}}',
  },
  more: '{count, plural, one {Czeka jeszcze jedno pytanie.} few {Czekają jeszcze # pytania.} many {Czeka jeszcze # pytań.} other {Czeka jeszcze # pytania.}}',
  hostKey: {
    lead: 'Gangway jeszcze nie zna tego hosta. Porównaj jego klucz z tym na samym hoście; zanim odpowiesz, nie zostanie wysłane żadne hasło ani żaden Twój klucz.',
    host: 'Host',
    place: '{host} pod adresem {address}, port {port}',
    through: 'Osiągany przez',
    fingerprint: 'Odcisk klucza {keyType}',
    copy: 'Kopiuj odcisk',
    otherKey: 'Ten host jest już znany z innego klucza',
    otherKeyAdvice:
      '{other} ({types}). Host, który nagle przedstawia klucz innego rodzaju, może być kimś innym: porównaj, zanim zaufasz.',
    alsoKnown: 'Ten sam klucz jest już zaufany jako {names}.',
    toSeeIt: 'Aby zobaczyć go na samym hoście, uruchom tam',
    command: 'Polecenie wyświetlające odcisk klucza',
    paste: 'Wklej to, co wyświetliło polecenie',
    pasteHint: 'Wystarczy cały wiersz. Gangway porówna go za Ciebie.',
    trustOnce: 'Zaufaj raz',
    trustAndSave: 'Zaufaj i zapisz',
  },
  secret: {
    wrongPassword: 'Serwer odrzucił to hasło. Próba {attempt}.',
    wrongPassphrase: 'To hasło nie otwiera klucza. Próba {attempt}.',
    passwordLead:
      '{via, select, none {Klucz hosta jest sprawdzony, a serwer prosi o hasło.} other {Klucz hosta jest sprawdzony, a serwer prosi o hasło (osiągany przez {via}).}}',
    passphraseLead: 'Plik klucza {path} jest zaszyfrowany. Jego hasło nie opuszcza tego komputera.',
    password: 'Hasło',
    passphrase: 'Hasło klucza',
    remember: 'Zapamiętaj, w pęku kluczy, jeśli jest',
    logIn: 'Zaloguj',
    unlock: 'Odblokuj klucz',
  },
  question: {
    lead: '{via, select, none {Logowanie jako {user}. Klucz hosta jest sprawdzony.} other {Logowanie jako {user} przez {via}. Klucz hosta jest sprawdzony.}}',
    serverSays: 'Serwer mówi',
    answer: 'Odpowiedź {number}',
    send: 'Wyślij',
    continue: 'Dalej',
  },
  overSsh: {
    commands: 'Co zostanie wykonane',
    user: 'Z konta',
    key: 'Tylko tam, gdzie host ma ten klucz',
    read: {
      lead: 'Przez sprawdzone połączenie SSH zostanie tam wykonane dokładnie to, jeden raz:',
      after:
        'Z tego, co zostanie odczytane, gateway.auth.token lub gateway.auth.password posłuży do jednego logowania. Potem brama da temu urządzeniu jego własny token, a sekret zostanie zapomniany: nigdy nie trafi na dysk tego komputera.',
      agree: 'Odczytaj, tylko teraz',
    },
    approve: {
      lead: 'Przez sprawdzone połączenie SSH zostanie tam wykonane dokładnie to, dla tej jednej prośby:',
      after:
        'Zatwierdzone zostanie tylko to, co lista podaje jako prośbę tego właśnie urządzenia; niczego innego nie ruszy.',
      agree: 'Wykonaj, dla tej prośby',
    },
  },
  widerScope: {
    lead: 'Gangway na tym komputerze stałby się administratorem tej bramy. Mógłby wtedy:',
    may: {
      change: 'zmieniać całą jej konfigurację: modele, kanały, kto może wejść',
      devices: 'wpuszczać dowolne urządzenia, z dowolnymi prawami, i usuwać inne',
      commands: 'decydować, jakie polecenia działają na jej komputerze i węzłach',
      conversations: 'czytać, zmieniać i usuwać każdą rozmowę',
    },
    gateway: 'Brama',
    scope: 'Uprawnienie',
    after:
      'Jeśli token lub hasło bramy jest tu zapisane, może ona przyznać to od razu. Jeśli anulujesz, wszystko zostanie jak dotąd.',
    agree: 'Poproś',
  },
}
