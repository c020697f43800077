import type { phrases as source } from '../en/phrases.ts'
import type { Translation } from '../message-types.ts'

export const phrases: Translation<typeof source> = {
  // ── stan bramy ──
  healthFailing: 'Od {seconds, number} s brama nie odpowiada na sprawdzenie stanu.',
  healthNone: 'Nie wróciło jeszcze żadne sprawdzenie stanu.',
  healthOld: 'Ostatnie sprawdzenie stanu było {seconds, number} s temu.',
  healthSlow: 'Ostatnia odpowiedź zajęła {ms, number} ms.',
  healthChannel: '{channel}: {problem, select, none {błąd} other {{problem}}}.',
  gatewaySlow: 'Brama reaguje powoli{reasons, select, none {} other { ({reasons})}}.',
  pluginsFailed:
    '{count, plural, one {Nie udało się wczytać # wtyczki.} few {Nie udało się wczytać # wtyczek.} many {Nie udało się wczytać # wtyczek.} other {Nie udało się wczytać # wtyczki.}}',
  modelsDegraded: 'Modele bramy działają gorzej niż zwykle.',

  // ── klucze hostów ──
  caNeedsSystemSsh: 'urzędy (@cert-authority) działają tylko z systemowym ssh i jego plikiem known_hosts',
  noKnownHostsLine: 'musi zawierać nazwy, typ klucza i klucz, tak jak wypisuje je ssh-keyscan',
  // ── przejęcie openclaw.json ──
  importChanged: 'zmienił się od chwili pokazania; obejrzyj go jeszcze raz',
  importMissing: 'nie ma takiego pliku',
  importNoFile: 'to nie jest zwykły plik',
  importNoGateway: 'nie podaje bramy, z którą można się połączyć',
  importNotJson5: 'to nie jest poprawny JSON5',
  importTooLarge: 'jest większy niż {kilobytes} kB',

  // ── co mieści się w wiadomości ──
  sizeBytes: '{bytes, plural, one {# bajt} few {# bajty} many {# bajtów} other {# bajta}}',
  sizeKilobytes: '{size, number} KB',
  sizeMegabytes: '{size, number, ::.#} MB',
  attachmentEmpty: 'Plik {name} jest pusty.',
  attachmentUnreadable: 'Nie można odczytać pliku {name}.',
  attachmentsTooMany:
    'Wiadomość mieści najwyżej {max, plural, one {# załącznik} few {# załączniki} many {# załączników} other {# załącznika}}.',
  attachmentTooLarge:
    '{name} ma {size}. Ta brama przyjmuje {kind, select, picture {obrazy} other {pliki}} do {max}.',
  attachmentsTooLarge: 'Z plikiem {name} wiadomość miałaby {size}. Ta brama przyjmuje łącznie {max}.',
  messageTooLarge: 'Wiadomość ma {size}. Ta brama przyjmuje łącznie {max}.',
  noMessages: 'w odpowiedzi nie ma wiadomości',
  noSessions: 'w odpowiedzi nie ma sesji',

  // ── co ustalił krok połączenia ──
  noteVia: '{via}: {note}',
  noteGreeting: 'protokół {protocol}, brama {version}',
  noteDevice: 'urządzenie {id}',
  noteNoDevice: 'na tej drodze narzędzie go nie potrzebuje',
  noteAuth:
    '{how, select, token {token bramy} password {hasło bramy} device {własny token tego urządzenia} nothing {nic} none {nic} other {{how}}}',
  noteReadOverSsh:
    '{how, select, password {hasło bramy} other {token bramy}} – odczytane raz z {file} przez SSH, bez zapisywania',
  noteStillOpen: 'nadal otwarte',
  noteThroughProxy: 'przez proxy',
  notePlace: '{host}, port {port}',
  noteKey: '{key}, {why}',
  keyKnownFrom: 'znany z {where}',
  keyTrustedForNow: 'zaufany na razie',
  keyAccepted: 'nowy, przyjęty zgodnie z ssh_config',
  keyConfirmed: 'potwierdzony',
  keyKnownToSsh: 'zgodny z tym, co zna ssh',
  noteLogin: '{how}, jako {user}',
  noteLoginUnsaved: '{how}, jako {user} (nie udało się zapisać sekretu)',

  // ── co próbowano zrobić na samym hoście, przez SSH ──
  remoteNoCommands: 'temu kontu nie wolno tam uruchamiać poleceń',
  remoteTooMuch: 'polecenie wypisało więcej, niż powinno',
  remoteTooSlow: 'polecenie nie skończyło się w ciągu {seconds} s',
  remoteExit: 'polecenie skończyło się kodem {code}',
  remoteNoFile:
    'to konto nie ma ani ~/.openclaw/openclaw.json, ani konfiguracji Gangwaya, którą mogłoby odczytać',
  remoteNoSecret: 'gateway.auth w {files} nie zawiera sekretu',
  remoteNotJson5: '{file} to nie jest poprawny JSON5',
  remoteElsewhere: 'w {file} sekret jest tylko odwołaniem do innego miejsca',
  remoteAllRefused: 'brama już odrzuciła to, co jest w {files}',
  approvalOddId: 'brama nadała prośbie identyfikator, którego nie można użyć w poleceniu',
  approvalNoProgram: 'nie ma tam ani openclaw, ani gangway',
  approvalNotListed: '{programs} na tym hoście nie zna tej prośby',
  approvalOtherDevice: 'prośba o tym identyfikatorze należy do innego urządzenia',
  approvalOtherRole: 'prośba dotyczy innej roli niż ta, o którą prosi to urządzenie',
  approvalStale: 'brama czeka już na inną prośbę',

  // ── jak przebiega logowanie przez SSH ──
  keyFile: 'klucz {path}',
  agentKey: 'klucz agenta {name}',
  password: 'hasło',
  noCredential: 'bez danych logowania',
  acceptedButMore: '{method} (przyjęto, ale serwer chce więcej)',
  and: '{first} oraz {second}',
  together: '{methods}',
  atPath: '{path}: {problem}',
  aPassword: 'hasło',
  anAnswer: 'odpowiedź na pytanie',
  passphraseOf: 'hasło klucza {path}',
  newPassword: 'nowe hasło, bo stare wygasło',
  skippedUnreadable: 'nie można odczytać pliku klucza {path}: {why}',
  skippedUnsupported: 'wbudowany SSH nie może użyć klucza {path}: {what}',
  skippedAgent: 'agent SSH {agent} nie odpowiada',

  // ── co jest nie tak z kluczem ──
  damaged: 'jest uszkodzony',
  noFile: 'to nie jest plik',
  keyTooLarge: 'jest za duży jak na klucz',
  keyExposed: 'mogą go czytać inni',
  permissionDenied: 'brak uprawnień',
  keyDsa: 'klucze DSA są zbyt słabe; serwery ich nie przyjmują',
  keyCertificate: 'to certyfikat, którego wbudowany SSH nie używa',
  keyUnknownFormat: 'to nie jest klucz prywatny w znanym formacie',
  keyFido: 'to klucz sprzętowy FIDO',
  keyFidoInAgent: 'agent przechowuje go jako klucz sprzętowy FIDO lub certyfikat',
  keyPuttyVersion: 'jest w formacie PuTTY {version}; zapisz go w wersji 2 albo przekonwertuj ({command})',
  keyPuttyType:
    'klucze PuTTY typu {type, select, none {nieznanego} other {{type}}} trzeba najpierw przekonwertować ({command})',

  // ── SSH ──
  algorithmKex: 'wymiany kluczy',
  algorithmHostKey: 'klucza hosta',
  algorithmCipher: 'szyfrowania',
  algorithmMac: 'integralności (MAC)',
  algorithmCompression: 'kompresji',
  algorithmOther: 'innego',
  channelUnknown: 'nie zna tego rodzaju kanału',
  channelNoResources: 'brakuje mu zasobów',
  channelClosedAtOnce: 'od razu zamyka kanał',
  sshNoHostKey: 'nie podał klucza hosta',
  sshNotStarted: 'nie można go uruchomić',
  configUnsafe: 'należy do kogoś innego albo inni mogą do niego pisać',
  onlyOtherLogins: 'tylko logowania, których nie umie ({methods})',
  noAgent: 'brak',

  // ── czego z ssh_config się nie stosuje ──
  strictCheckingOff:
    'StrictHostKeyChecking jest wyłączone w konfiguracji SSH. Gangway mimo to pyta o nieznany klucz i zatrzymuje się przy zmienionym.',
  forwardAgentUnused: 'ForwardAgent nie jest używane: agent SSH nigdy nie jest udostępniany hostowi.',
  optionUnused: '{option} nie jest używane.',
  forwardNotOpened: '{option} {forward} nie jest otwierane.',
  commandNotRun: '{option} nie jest uruchamiane.',
  commandNeverRun: '{option} nigdy nie jest uruchamiane.',
  keywordUnknown: 'Słowo kluczowe {keyword} w konfiguracji SSH jest niezrozumiałe.',

  // ── dlaczego to nie jest host ──
  targetEmpty: 'nic nie wpisano',
  tooLong: 'ma więcej niż {max, number} znaków',
  targetInvisible: 'zawiera odstępy lub niewidoczne znaki',
  targetQuery: 'adres ssh:// nie ma zapytania ani fragmentu',
  targetPath: 'adres ssh:// nie ma ścieżki',
  targetPassword: 'hasło nie należy do adresu; Gangway o nie zapyta',
  targetParameters: 'parametry połączenia po „;” są niezrozumiałe',
  targetBrackets: 'nawiasy wokół adresu do siebie nie pasują',
  targetIpv6Port: 'adres IPv6 z portem zapisuje się jako [adres]:port',
  userMissing: 'brakuje nazwy użytkownika przed „@”',
  userLikeOption: 'nazwa użytkownika nie może zaczynać się od „-”',
  userInvisible: 'nazwa użytkownika zawiera odstępy lub niewidoczne znaki',
  userShell: 'nazwa użytkownika zawiera znak, który powłoka potraktuje jako polecenie',
  userPercent: 'po „%” w nazwie użytkownika nie ma dwóch cyfr szesnastkowych',
  hostMissing: 'brakuje nazwy hosta',
  hostLikeOption: 'nazwa hosta nie może zaczynać się od „-”',
  hostShell: 'nazwa hosta zawiera znak, który powłoka potraktuje jako polecenie',
  hostBrackets: 'nazwa hosta zawiera „[”, „]”, „@” lub „,”',
  hostNoIpv6: '{host} nie jest adresem IPv6',
  portRange: 'port nie jest liczbą od 1 do 65535',
  urlUnreadable: 'nie da się go odczytać jako adresu',
  urlScheme: 'zaczyna się od {scheme}',
  urlCredentials: 'zawiera nazwę użytkownika lub hasło',
  urlQuery: 'zawiera zapytanie lub fragment, skąd wyciekają tokeny',
  urlNoHost: 'nie podaje hosta',
  urlNoSocket: 'nie da się z nim otworzyć połączenia WebSocket',

  // ── co tam odpowiada ──
  noChallenge: 'jego pierwsza wiadomość nie jest wyzwaniem',
  noWebSocket: 'nie mówi protokołem WebSocket',
  noTls: 'nie ma tam TLS',
  withoutId: 'bez identyfikatora',
  scopeUnnamed: 'nie podano którego',

  // ── gdzie są sekrety ──
  keychainSilent: 'nie odpowiada; może być zablokowany',
  keychainError: 'odpowiada błędem',
  vaultForced: 'GANGWAY_VAULT ma wartość {value}',
  unknownReason: 'nieznany',
  entryDamaged: 'wpis {id} jest uszkodzony albo należy do czegoś innego',
  identityDamaged: 'wpis z tożsamością tego urządzenia jest uszkodzony',
  fileUnreadable: 'nie można odczytać {path} ({why})',

  // ── ustawienia ──
  notJson: 'to nie jest poprawny JSON',
  notJson5: 'to nie jest poprawny JSON5 (wiersz {line}, kolumna {column})',
  unreadable: 'nie można go odczytać',

  // ── co odrzucono ──
  theHost: 'Host',
  theFingerprint: 'Odcisk',
  theAnswer: 'Odpowiedź',
  theAddress: 'Adres',
  noChangedKey: 'nie widziano tam zmienionego klucza; najpierw się połącz',
  otherFingerprint: 'nie jest tym, który przedstawił {host}',
  questionGone: 'tego pytania już nie ma',
  addressCharacters: 'zawiera znaki, których nie ma żaden adres',
  noAddress: 'to nie jest adres',
  onlyHttps: 'otwierane są tylko https: i mailto:',
  addressUser: 'zawiera nazwę użytkownika',

  // ── nazwy zapisanych sekretów ──
  secretGateway:
    '{target, select, none {Dane logowania do bramy na tym komputerze} other {Dane logowania do bramy: {target}}}',
  secretDeviceToken:
    '{target, select, none {Token urządzenia na tym komputerze} other {Token urządzenia: {target}}}',
  secretIdentity: 'Tożsamość tego urządzenia (zapomnij ją, aby wszędzie sparować je od nowa)',
  secretGatewayPassword: 'Hasło bramy na tym komputerze',
  secretModelKey: 'Klucz dostawcy modeli {provider}',
  secretKey: 'Klucz SSH {path}',
  secretPassword: 'Hasło SSH: {login}',
  modelNoFolder: 'nie ma takiego folderu',
  modelFileMissing: 'brakuje w nim pliku {name}',
  modelFileUnlike: 'plik {name} nie jest tym, na co wskazuje nazwa',
  modelUnreadable: 'nie można go odczytać ({code})',
  downloadTooLong: 'plik jest dłuższy niż zapowiedziano',
  downloadEndedEarly: 'plik urwał się przed końcem',
  downloadNoAnswer: 'serwer nie odpowiedział',
  downloadNotHttps: 'adres prowadzi poza https',
}
