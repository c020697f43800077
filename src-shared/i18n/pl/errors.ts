// Names of hosts stand where no case ending has to be put on them, mostly first and with a verb in the present tense.
import type { errors as source } from '../en/errors.ts'
import type { Translation } from '../message-types.ts'

const checkNetwork = 'Sprawdź, czy ten komputer ma sieć, a tamten jest włączony.'
const reconnects = 'Nie musisz nic robić: Gangway połączy się ponownie.'
const useSystemSsh = 'Przełącz ten host na systemowy ssh w Ustawienia › Hosty.'
const enterToken = 'Podaj wartość gateway.auth.token (lub password) z konfiguracji tej bramy.'

export const errors: Translation<typeof source> = {
  // ── sieć ───────────────────────────────────────────────────────────────────────────────────────────────────────
  HOST_NOT_FOUND: {
    message:
      '{name, select, none {Nie znaleziono adresu: {at}.} other {Nie znaleziono adresu: {name} (nazwa, pod którą kryje się {at}).}}',
    remedy: 'Sprawdź pisownię oraz sieć lub VPN tego komputera.',
  },
  TCP_REFUSED: {
    message: '{at} odrzuca połączenia na porcie {port}.',
    remedy:
      'Sprawdź, czy działa tam {service, select, gateway {brama} other {serwer SSH}} i czy port jest właściwy.',
  },
  TCP_TIMEOUT: { message: '{at} nie odpowiada na porcie {port}.', remedy: checkNetwork },
  HOST_UNREACHABLE: { message: 'Brak trasy sieciowej: {at}, port {port}.', remedy: checkNetwork },
  CONNECTION_LOST: { message: 'Utracono połączenie: {at}.', remedy: reconnects },
  SERVER_SILENT: { message: '{at} milczy od {silentSeconds} s.', remedy: reconnects },
  SSH_CLOSED_EARLY: {
    message: '{at} zamyka połączenie, zanim przedstawi się jako serwer SSH.',
    remedy: 'Serwer może ograniczać liczbę nowych połączeń. Gangway spróbuje ponownie, ale rzadziej.',
  },
  SSH_HANDSHAKE_TIMEOUT: {
    message: '{at} nie kończy uzgadniania połączenia SSH w ciągu {timeoutSeconds} s.',
    remedy: checkNetwork,
  },
  EXAMINATION_TIMEOUT: {
    message: 'Nie skończyło się to w ciągu {timeoutMs, number} ms.',
    remedy: 'Daj badaniu więcej czasu; bez --timeout każdy krok ma własny limit i mówi, na co czekał.',
  },
  SERVER_THROTTLING: {
    message: '{at} od razu zamyka nowe połączenia, jak serwery, które ograniczają nieudane logowania.',
    remedy:
      'Gangway odczekuje pięć minut między próbami. Poszukaj w dzienniku serwera wpisów PerSourcePenalties lub fail2ban.',
  },

  // ── protokół SSH ───────────────────────────────────────────────────────────────────────────────────────────────
  NOT_AN_SSH_SERVER: {
    message: 'Pod adresem {at}, port {port} odpowiada coś innego niż serwer SSH.',
    remedy:
      'W sieci publicznej zaloguj się na stronie tej sieci: Gangway połączy się potem sam. W innym razie sprawdź port.',
  },
  SSH_NO_COMMON_ALGORITHM: {
    message: '{at} i wbudowany SSH nie mają wspólnego algorytmu {what}.',
    remedy: useSystemSsh,
  },
  SSH_PROTOCOL_ERROR: {
    message: '{at}: rozmowa SSH została przerwana przez dane, które nie mają sensu.',
    remedy:
      'Spróbuj ponownie. Jeśli to się powtarza, przełącz ten host na systemowy ssh w Ustawienia › Hosty.',
  },
  SYSTEM_SSH_MISSING: {
    message: 'Ten host używa systemowego ssh, a na tym komputerze nie ma programu ssh.',
    remedy: 'Zainstaluj OpenSSH albo przełącz ten host na wbudowany SSH w Ustawienia › Hosty.',
  },
  SYSTEM_SSH_FAILED: {
    message: 'Systemowy ssh nie może się połączyć ({at}): {said}',
    remedy: 'Uruchom to samo polecenie ssh w terminalu, aby zobaczyć więcej.',
  },

  // ── klucze hostów ──────────────────────────────────────────────────────────────────────────────────────────────
  HOST_KEY_UNCONFIRMED: {
    message: 'Klucz hosta {at} nie jest tu znany i nie został potwierdzony ({fingerprint}).',
    remedy: 'Porównaj odcisk klucza z tym na samym hoście, a potem połącz się ponownie i go potwierdź.',
  },
  HOST_KEY_UNKNOWN: {
    message: 'Klucz hosta {at} nie jest tu znany ({keyType} {fingerprint}).',
    remedy: 'Połącz się z aplikacji lub terminala: tam porównasz i potwierdzisz odcisk klucza.',
  },
  HOST_KEY_CHANGED: {
    message: '{at} przedstawia inny klucz {keyType} niż ten, który jest znany.',
    remedy:
      'Jeśli system na tej maszynie zainstalowano od nowa, sprawdź nowy odcisk na samym hoście i zastąp znany klucz ({where}). Jeśli nie, nie łącz się: ktoś może podsłuchiwać.',
  },
  HOST_KEY_REVOKED: {
    message: 'Klucz hosta {at} jest oznaczony jako unieważniony ({where}).',
    remedy: 'Nie łącz się. Poproś opiekuna hosta o nowy klucz.',
  },
  HOST_KEY_CHECK_FAILED: {
    message:
      'Nie można odczytać listy unieważnionych kluczy {path}, więc nie można zaufać kluczowi hosta {at}.',
    remedy: 'Nadaj plikowi prawo odczytu albo usuń RevokedHostKeys z konfiguracji SSH.',
  },
  HOST_KEY_CERTIFICATE_ONLY: {
    message: '{at} jest znany tylko przez urząd certyfikacji, czego wbudowany SSH nie umie sprawdzić.',
    remedy: useSystemSsh,
  },

  // ── logowanie SSH ──────────────────────────────────────────────────────────────────────────────────────────────
  SSH_LOGIN_REFUSED: {
    message:
      '{at} odrzuca logowanie użytkownika {user}. Próbowano: {tried, select, none {niczego} other {{tried}}}. Serwer akceptuje: {offered, select, none {nie podał czego} other {{offered}}}.',
    remedy: 'Sprawdź nazwę użytkownika oraz to, czy klucz jest w authorized_keys hosta lub w agencie SSH.',
  },
  SSH_TOO_MANY_ATTEMPTS: {
    message:
      '{at} przerywa logowanie użytkownika {user} po {attempts, plural, one {# kluczu lub haśle} few {# kluczach lub hasłach} many {# kluczach lub hasłach} other {# klucza lub hasła}}.',
    remedy: 'Ustaw dla tego hosta IdentityFile i IdentitiesOnly, aby wysyłany był tylko właściwy klucz.',
  },
  SSH_AGENT_UNAVAILABLE: {
    message: 'Agent SSH {agent} nie odpowiada.',
    remedy: 'Uruchom lub odblokuj agenta albo wybierz plik klucza dla tego hosta.',
  },
  SSH_KEY_UNREADABLE: {
    message: 'Nie można odczytać pliku klucza {path}: {why}.',
    remedy: 'Sprawdź ścieżkę i uprawnienia pliku (chmod 600).',
  },
  SSH_KEY_UNSUPPORTED: {
    message: 'Wbudowany SSH nie może użyć klucza {path}: {what}.',
    remedy: 'Dodaj go do agenta SSH albo przełącz ten host na systemowy ssh w Ustawienia › Hosty.',
  },
  SSH_KEY_MISSING: {
    message: 'Nie ma pliku klucza {path}, a żaden inny klucz nie został przyjęty.',
    remedy: 'Przywróć plik albo wybierz inny klucz dla tego hosta.',
  },
  SSH_CERTIFICATE_EXPIRED: {
    message: 'Certyfikat {path} stracił ważność {endedAt} i logowanie zostało odrzucone.',
    remedy: 'Zamów nowy certyfikat, zapisz go w tym samym miejscu i połącz się ponownie.',
  },
  SSH_PASSPHRASE_WRONG: {
    message: 'To hasło nie otwiera klucza {path}.',
    remedy: 'Połącz się ponownie i podaj hasło klucza albo dodaj klucz do agenta SSH.',
  },
  SSH_LOGIN_NEEDS_YOU: {
    message: '{at} czeka na odpowiedź ({what}), a nie było nikogo, kto mógłby jej udzielić.',
    remedy: 'Połącz się ponownie i odpowiedz na pytanie.',
  },
  SSH_LOGIN_CANCELLED: {
    message: 'Logowanie zostało anulowane ({at}).',
    remedy: 'Połącz się ponownie, gdy będziesz mieć pod ręką odpowiedź.',
  },

  // ── przekierowanie ─────────────────────────────────────────────────────────────────────────────────────────────
  FORWARDING_FORBIDDEN: {
    message: '{at} nie pozwala na przekierowanie do {to}.',
    remedy:
      'Zezwól na nie w sshd_config tego hosta: AllowTcpForwarding yes oraz PermitOpen, jeśli jest ustawione.',
  },
  GATEWAY_NOT_RUNNING: {
    message: 'Na tym komputerze nie działa żadna brama (port {port}).',
    remedy: 'Uruchom ją (gangway gateway run albo „Ten komputer” w aplikacji) lub wskaż inną.',
  },
  GATEWAY_NOT_LISTENING: {
    message: '{at} jest osiągalny, ale pod {to} nie odpowiada tam żadna brama.',
    remedy:
      'Uruchom bramę na tym hoście (openclaw gateway lub gangway gateway run). Jeśli nasłuchuje na innym porcie, zmień port bramy.',
  },
  CHANNEL_REFUSED: {
    message: '{at} nie otwiera kolejnego kanału: {reason}.',
    remedy: 'Hostowi może brakować zasobów albo MaxSessions jest za małe. Gangway spróbuje ponownie.',
  },
  CHANNEL_TIMEOUT: { message: '{at} nie otwiera kanału w ciągu {timeoutSeconds} s.', remedy: reconnects },

  OVER_SSH_FAILED: {
    message:
      '{what, select, read {Nie udało się odczytać tokenu ani hasła na hoście {host}} other {Nie udało się zatwierdzić prośby na hoście {host}}}: {why}.',
    remedy:
      '{what, select, read {Odszukaj je na samym hoście i wpisz tutaj.} other {Wykonaj polecenie na hoście samodzielnie.}}',
  },

  // ── cele i ssh_config ──────────────────────────────────────────────────────────────────────────────────────────
  TARGET_INVALID: {
    message: 'Z takim hostem Gangway nie może się połączyć: {why}.',
    remedy: 'Podaj alias z ~/.ssh/config, user@host, user@host:port, [v6]:port lub ssh://user@host:port.',
  },
  URL_INVALID: {
    message: 'To nie jest adres bramy: {why}.',
    remedy: 'Podaj ws://host:port lub wss://host:port, bez nazwy użytkownika, hasła i tokenu.',
  },
  PLAINTEXT_REFUSED: {
    message:
      '{host} nie jest tym komputerem ani nie leży w sieci prywatnej, więc ws:// przesłałby wszystko otwartym tekstem.',
    remedy: 'Użyj wss://, adresu w tailnecie albo połącz się przez SSH.',
  },
  SSH_CONFIG_UNSUPPORTED: {
    message: 'Konfiguracja SSH dla {at} używa czegoś, czego wbudowany SSH nie obsługuje: {what}.',
    remedy: useSystemSsh,
  },
  SSH_CONFIG_REFUSED: {
    message: 'Konfiguracja SSH zabrania połączenia ({at}): {what}',
    remedy: 'Zmień ~/.ssh/config, jeśli nie o to Ci chodzi.',
  },
  SSH_CONFIG_BROKEN: {
    message: 'Nie można użyć konfiguracji SSH {path}{line, select, 0 {} other { (wiersz {line})}}: {why}.',
    remedy: 'Popraw ją; `ssh -G host` zgłasza to samo.',
  },
  TOO_MANY_JUMPS: {
    message:
      'Droga do {host} ma więcej niż {max, plural, one {# host pośredni} few {# hosty pośrednie} many {# hostów pośrednich} other {# hosta pośredniego}}.',
    remedy: 'Sprawdź ProxyJump w ~/.ssh/config: może wskazywać sam na siebie.',
  },

  // ── brama ──────────────────────────────────────────────────────────────────────────────────────────────────────
  NOT_A_GATEWAY: {
    message: 'Pod adresem {where} odpowiada coś innego niż brama ({what}). Nie wysłano tam niczego poufnego.',
    remedy: 'Sprawdź port: może go używać inny program.',
  },
  GATEWAY_SILENT: {
    message: '{where} przyjmuje połączenia, ale nie przedstawia się w ciągu {timeoutSeconds} s.',
    remedy: 'Brama mogła się zawiesić albo jeszcze się uruchamia.',
  },
  GATEWAY_HUNG: {
    message: 'Komputer {at} odpowiada, ale brama na nim nie odpowiedziała na nic od {silentSeconds} s.',
    remedy: 'Gangway próbuje dalej. Jeśli to nie minie, uruchom bramę na jej komputerze ponownie.',
  },
  GATEWAY_STARTING: {
    message: 'Brama jeszcze się uruchamia.',
    remedy: 'Nie musisz nic robić: Gangway za chwilę spróbuje ponownie.',
  },
  GATEWAY_RESTARTING: {
    message: 'Brama kończy pracę lub uruchamia się ponownie{reason, select, none {} other { ({reason})}}.',
    remedy: 'Nie musisz nic robić: Gangway połączy się, gdy brama wróci.',
  },
  GATEWAY_CLOSED: {
    message: 'Brama zamknęła połączenie ({closeCode}{reason, select, none {} other {, {reason}}}).',
    remedy: reconnects,
  },
  GATEWAY_PROTOCOL_MISMATCH: {
    message:
      'Brama{version, select, none {} other { ({version})}} używa {theirs, select, none {innej wersji protokołu} other {protokołu {theirs}}}, a Gangway {ours}.',
    remedy:
      '{toUpdate, select, gangway {Zaktualizuj Gangway na tym komputerze.} other {Zaktualizuj bramę na jej hoście.}}',
  },
  GATEWAY_TOKEN_MISSING: {
    message: 'Brama {where} wymaga tokenu lub hasła, a żadne nie jest dla niej zapisane.',
    remedy: enterToken,
  },
  GATEWAY_TOKEN_MISMATCH: {
    message:
      'Brama {where} odrzuca {used, select, token {token} password {hasło} other {token tego urządzenia}}.',
    remedy: enterToken,
  },
  GATEWAY_PASSWORD_MISSING: {
    message: 'Brama {where} wymaga hasła, a żadne nie jest dla niej zapisane.',
    remedy: 'Podaj wartość gateway.auth.password z konfiguracji tej bramy.',
  },
  GATEWAY_PASSWORD_MISMATCH: {
    message:
      'Brama {where} wymaga hasła i odrzuca {used, select, password {to, które dostała} other {token, który dostała}}.',
    remedy: 'Podaj wartość gateway.auth.password z konfiguracji tej bramy.',
  },
  GATEWAY_SECRET_UNSET: {
    message:
      'Brama {where} ma wymagać {what, select, token {tokenu, a sama żadnego nie ma} other {hasła, a sama żadnego nie ma}}.',
    remedy:
      '{what, select, token {Nadaj jej token na jej własnym hoście i uruchom ją ponownie.} other {Ustaw gateway.auth.password na jej własnym hoście i uruchom ją ponownie.}}',
  },
  SETUP_CODE_REFUSED: {
    message: 'Brama {where} nie przyjmuje już tego kodu konfiguracji.',
    remedy: 'Kody są dla jednego urządzenia i na krótko: utwórz nowy na hoście bramy.',
  },
  GATEWAY_IDENTITY_REFUSED: {
    message: 'Brama {where} wpuszcza po tożsamości, a nie udało jej się ustalić Twojej ({reason}).',
    remedy:
      'Połącz się przez tailnet lub proxy, któremu ufa, albo pozwól jej przyjmować też token (gateway.auth.mode).',
  },
  CLIENT_VERSION_REFUSED: {
    message: 'Brama {where} wymaga innej wersji tej aplikacji.',
    remedy: 'Zaktualizuj Gangway na tym komputerze albo bramę na jej hoście – to, co jest starsze.',
  },
  GATEWAY_RATE_LIMITED: {
    message: 'Po zbyt wielu błędnych próbach brama przez jakiś czas nie przyjmuje stąd logowań.',
    remedy: 'Gangway odczeka tyle, ile każe brama, i spróbuje ponownie.',
  },
  DEVICE_REFUSED: {
    message: 'Brama odrzuca tożsamość tego urządzenia ({reason}).',
    remedy:
      'Sprawdź zegar tego komputera. Jeśli chodzi dobrze, usuń to urządzenie z bramy i sparuj je ponownie.',
  },
  PAIRING_REQUIRED: {
    message: 'Brama musi najpierw zatwierdzić to urządzenie (prośba {requestId}).',
    remedy:
      'Na hoście bramy uruchom: {command}. Po zatwierdzeniu Gangway przejdzie dalej bez Twojego udziału.',
  },
  SCOPE_MISSING: {
    message: 'To urządzenie nie może tego zrobić: brakuje mu uprawnienia {missing}.',
    remedy: 'Zatwierdź w bramie szersze uprawnienia dla tego urządzenia.',
  },
  ORIGIN_NOT_ALLOWED: {
    message: 'Brama {where} nie przyjmuje połączeń z tej strony.',
    remedy: 'Otwórz stronę z samej bramy albo dodaj jej adres do gateway.controlUi.allowedOrigins.',
  },
  GATEWAY_REFUSED: {
    message: 'Brama odmawia połączenia: {gatewayMessage} ({gatewayCode}).',
    remedy: 'Więcej mówi dziennik samej bramy.',
  },
  GATEWAY_REQUEST_FAILED: {
    message: 'Odpowiedź bramy na {method}: {gatewayMessage} ({gatewayCode}).',
    remedy: 'Zmień zapytanie albo zajrzyj do dziennika bramy.',
  },
  GATEWAY_BUSY: {
    message: 'Brama jest teraz zbyt zajęta ({method}).',
    remedy: 'Spróbuj ponownie za chwilę.',
  },
  REQUEST_TIMEOUT: {
    message: 'Brama nie odpowiada na {method} w ciągu {timeoutSeconds} s.',
    remedy: 'Spróbuj ponownie; strona Stan pokazuje, czy brama jest przeciążona.',
  },
  NOT_CONNECTED: { message: 'Brak połączenia z bramą.', remedy: 'Najpierw się połącz.' },
  APP_ENDED: {
    message:
      'Gangway, z którego połączenia korzystało to polecenie, zakończył pracę, zanim nadeszła odpowiedź.',
    remedy:
      'Uruchom polecenie jeszcze raz: nawiąże wtedy własne połączenie. To, o co prosiło, mogło zostać zrobione.',
  },
  MESSAGE_TOO_LARGE: {
    message:
      'To {bytes, plural, one {# bajt} few {# bajty} many {# bajtów} other {# bajta}}; brama przyjmuje najwyżej {maxBytes, number}.',
    remedy: 'Skróć wiadomość albo usuń załączniki.',
  },
  TLS_FINGERPRINT_MISMATCH: {
    message: 'Certyfikat hosta {host} nie jest tym, który przypięto.',
    remedy:
      'Jeśli certyfikat odnowiono, sprawdź nowy odcisk na hoście i zastąp przypięty. Jeśli nie, nie łącz się.',
  },
  TLS_UNTRUSTED: {
    message: 'Ten komputer nie ufa certyfikatowi hosta {host} ({why}).',
    remedy: 'Porównaj odcisk na samym hoście, a potem go przypnij (tlsFingerprint).',
  },

  // ── serwer proxy po drodze ─────────────────────────────────────────────────────────────────────────────────────
  PROXY_INVALID: {
    message: 'Adresu serwera proxy {from} nie da się użyć.',
    remedy:
      'Zapisz go jako http://host:port, https://host:port lub socks5://host:port, bez danych logowania.',
  },
  PROXY_NEEDS_TLS: {
    message: 'Serwer proxy {proxy} mógłby czytać wszystko, co ws:// wysyła do {host}.',
    remedy: 'Użyj wss://, połącz się przez SSH albo wyłącz proxy w Ustawieniach › Łączenie.',
  },
  PROXY_UNREACHABLE: {
    message:
      'Nie można połączyć się z serwerem proxy {proxy}: {reason, select, name {nie znaleziono jego adresu} refused {odmawia połączenia} silent {nie odpowiada} other {nie ma do niego trasy w sieci}}.',
    remedy: 'Sprawdź jego adres w Ustawieniach › Łączenie i to, czy ta sieć w ogóle wymaga proxy.',
  },
  PROXY_UNTRUSTED: {
    message: 'Ten komputer nie ufa certyfikatowi serwera proxy {proxy}.',
    remedy: 'Poproś opiekuna proxy o certyfikat jego urzędu albo użyj adresu http://.',
  },
  PROXY_LOGIN_REQUIRED: {
    message:
      '{given, select, refused {Serwer proxy {proxy} odrzucił zachowane dane logowania.} other {Serwer proxy {proxy} wymaga zalogowania.}}',
    remedy:
      '{way, select, password {Podaj nazwę użytkownika i hasło w Ustawieniach › Łączenie.} other {Gangway umie podać tylko hasło, a ten serwer go nie przyjmuje. Zapytaj jego opiekuna o inny sposób.}}',
  },
  PROXY_REFUSED: {
    message: 'Serwer proxy {proxy} nie prowadzi do {to} ({said}).',
    remedy: 'Poproś opiekuna proxy o zgodę albo połącz się przez SSH.',
  },
  PROXY_TARGET_UNREACHABLE: {
    message: 'Serwer proxy {proxy} nie mógł połączyć się z {to} ({said}).',
    remedy: 'Sprawdź adres bramy i to, czy jej komputer jest włączony.',
  },
  PROXY_ANSWER_INVALID: {
    message: 'To, co odpowiada pod {proxy}, nie jest serwerem proxy tego rodzaju.',
    remedy: 'Sprawdź adres i rodzaj (http, https, socks5) w Ustawieniach › Łączenie.',
  },

  // ── ten komputer ───────────────────────────────────────────────────────────────────────────────────────────────
  PORT_IN_USE: {
    message: 'Port {port} na tym komputerze jest zajęty{owner, select, none {} other { przez {owner}}}.',
    remedy:
      '{free, select, none {Zakończ tamten program albo wybierz inny port.} other {Zakończ tamten program albo użyj portu {free}.}}',
  },
  BIND_REFUSED: {
    message: 'Brama nie uruchomi się na „{bind}” bez tokenu lub hasła: mógłby jej użyć każdy w tej sieci.',
    remedy:
      'Nadaj jej token lub hasło: Ustawienia › Brama na tym komputerze albo gateway.auth.token lub gateway.auth.password. Albo ogranicz nasłuch do loopback.',
  },
  TAILSCALE_MISSING: {
    message: 'Na tym komputerze nie ma programu wiersza poleceń Tailscale.',
    remedy: 'Zainstaluj Tailscale albo umieść jego program (tailscale) w PATH.',
  },
  TAILSCALE_DOWN: {
    message: 'Tailscale na tym komputerze nie jest połączony ({state}).',
    remedy:
      'Połącz go (tailscale up) albo zmień gateway.bind i gateway.tailscale tak, aby nie był potrzebny.',
  },
  TAILSCALE_TIMEOUT: {
    message: 'Tailscale nie odpowiada w ciągu {timeoutSeconds} s ({command}).',
    remedy: 'Uruchom to samo polecenie w terminalu: być może czeka na coś, co możesz zrobić tylko Ty.',
  },
  TAILSCALE_FAILED: {
    message: 'Tailscale nie wykonał polecenia ({command}): {said}',
    remedy:
      'Uruchom to samo polecenie w terminalu. W Linuksie może najpierw wymagać uprawnień (sudo tailscale set --operator=$USER).',
  },
  TAILSCALE_SERVE_TAKEN: {
    message: 'Tailscale Serve używa już portu {httpsPort} tego komputera dla {target}.',
    remedy:
      'Zwolnij go (tailscale serve --https={httpsPort} off) albo ustaw gateway.tailscale.mode na "off".',
  },
  FUNNEL_REFUSED: {
    message: 'Gangway nie otwiera bramy na cały internet, a to zrobiłby Tailscale Funnel.',
    remedy: 'Użyj gateway.tailscale.mode "serve" we własnej sieci tailnet albo połącz się z bramą przez SSH.',
  },
  VAULT_UNAVAILABLE: {
    message: 'Nie można uzyskać sekretu z pęku kluczy tego komputera: {why}.',
    remedy:
      '{lies, select, entry {Wpisz go ponownie albo zapomnij go w Ustawienia › Dane logowania. Niczego nie zmieniono ani nie usunięto.} other {Odblokuj pęk kluczy i spróbuj ponownie. Niczego w nim nie zmieniono ani nie usunięto.}}',
  },
  SETTINGS_BROKEN: {
    message: 'Nie można użyć pliku ustawień {path}: {why}.',
    remedy: 'Popraw plik lub przenieś go w inne miejsce; Gangway go nie zmienia.',
  },
  IMPORT_UNUSABLE: {
    message: 'Nie można przejąć ustawień z pliku {path}: {why}.',
    remedy: 'Wskaż inny plik albo wpisz bramę ręcznie. Plik nie został zmieniony.',
  },
  STATE_DIR_IN_USE: {
    message: 'Katalogu {path} używa już inny Gangway ({owner}).',
    remedy: 'Najpierw go zakończ albo wybierz inny --state-dir lub --profile.',
  },
  OUTBOX_FULL: {
    message: 'Nie można zachować wiadomości: brakuje miejsca na {path}.',
    remedy: 'Zwolnij miejsce na dysku i wyślij ją ponownie; tekst został tam, gdzie go napisano.',
  },
  COMMAND_TAKEN: {
    message: 'Plik {path} nie należy do Gangway albo ktoś go zmienił.',
    remedy: 'Gangway go nie rusza. Jeśli może zniknąć, przenieś go samodzielnie.',
  },
  STORE_FAILED: {
    message: 'Gangway nie może zapisać {path}: {why}.',
    remedy: 'Zwolnij miejsce na dysku i sprawdź uprawnienia; nic nie przepadło.',
  },
  SERVICE_FAILED: {
    message: 'Nie można skonfigurować usługi: {command}: {why}.',
    remedy:
      'Uruchom to polecenie w terminalu, aby zobaczyć więcej, albo uruchom bramę samodzielnie (gangway gateway run).',
  },

  // ── modele ─────────────────────────────────────────────────────────────────────────────────────────────────────
  MODEL_UNREACHABLE: {
    message: 'Nie można połączyć się z modelem {model} pod adresem {where}.',
    remedy: 'Sprawdź, czy jego serwer działa, oraz models.providers.<id>.baseUrl.',
  },
  MODEL_UNKNOWN: {
    message: 'Nie ma modelu o nazwie {model}.',
    remedy: 'Wybierz jeden z tych, które wymienia /model, albo popraw agents.defaults.model.primary.',
  },
  MODEL_KEY_MISSING: {
    message: 'Klucz dostawcy modeli {provider} ma pochodzić z miejsca, w którym go nie ma: {where}.',
    remedy: 'Ustaw go dla procesu bramy albo popraw models.providers.<id>.apiKey.',
  },
  MODEL_KEY_REFUSED: {
    message: 'Dostawca modelu {model} odrzuca klucz (HTTP {status}).',
    remedy: 'Popraw models.providers.<id>.apiKey.',
  },
  MODEL_BUSY: {
    message: 'Dostawca modelu {model} prosi o wolniejsze tempo (HTTP 429).',
    remedy: 'Odczekaj chwilę i wyślij ponownie.',
  },
  MODEL_TIMEOUT: {
    message: 'Odpowiedź nie była gotowa w ciągu {timeoutSeconds} s.',
    remedy: 'Wyślij ponownie albo zwiększ agents.defaults.timeoutSeconds.',
  },
  MODEL_API_UNSUPPORTED: {
    message: '{model} ma ustawione API „{api}”, którego ta brama nie obsługuje.',
    remedy: 'Użyj adresu dostawcy zgodnego z OpenAI z api: "openai-completions".',
  },
  MODEL_FAILED: {
    message: 'Model {model} nie może odpowiedzieć{why, select, none {} other {: {why}}}.',
    remedy: 'Spróbuj ponownie; jeśli to nie mija, więcej mówi dziennik serwera modelu.',
  },
  MODEL_CONTEXT_FULL: {
    message: 'Ta rozmowa jest dłuższa niż {model} może przeczytać.',
    remedy: 'Wyślij /compact albo ustaw contextWindow modelu na tyle, na ile pozwala jego serwer.',
  },
  MODEL_NONE: {
    message: 'Nie skonfigurowano żadnego modelu.',
    remedy: 'Wyślij /model, aby zobaczyć, jak go dodać.',
  },
  RUN_INTERRUPTED: {
    message:
      'Podczas tej odpowiedzi brama zakończyła działanie {times, plural, one {# raz} few {# razy} many {# razy} other {# raza}}, więc ją porzucono.',
    remedy: 'Wyślij wiadomość ponownie.',
  },

  // ── kanały ─────────────────────────────────────────────────────────────────────────────────────────────────────
  CHANNEL_NOT_READY: {
    message: 'Kanał {channel} jest na tej bramie wyłączony albo jeszcze nie ruszył.',
    remedy: 'Zobacz gangway channels status.',
  },
  TELEGRAM_TOKEN_MISSING: {
    message: 'Brakuje tokenu bota Telegrama ({where}).',
    remedy: 'Uruchom gangway channels add telegram z tokenem otrzymanym od @BotFather.',
  },
  TELEGRAM_TOKEN_REFUSED: {
    message: 'Telegram nie przyjmuje tokenu tego bota (HTTP 401).',
    remedy: 'Poproś @BotFather o aktualny (/token) i ponownie uruchom gangway channels add telegram.',
  },
  TELEGRAM_POLLED_TWICE: {
    message: 'Inny program pobiera wiadomości tego bota Telegrama (HTTP 409).',
    remedy:
      'Zatrzymaj tamten program albo utwórz u @BotFather osobnego bota dla tej bramy. Gangway próbuje dalej.',
  },
  TELEGRAM_UNREACHABLE: {
    message: 'Nie udało się połączyć z Telegramem pod adresem {where} ({why}).',
    remedy: 'Sprawdź sieć komputera, na którym działa brama. Gangway próbuje dalej.',
  },
  TELEGRAM_BUSY: {
    message: 'Telegram każe odczekać {retrySeconds} s (HTTP 429).',
    remedy: 'Odczekaj tyle i wyślij ponownie.',
  },
  TELEGRAM_REFUSED: {
    message: 'Telegram odmówił (HTTP {status}): {why}.',
    remedy: 'Sprawdź odbiorcę: bot może pisać tylko do osób, które najpierw napisały do niego.',
  },
  TELEGRAM_UNCERTAIN: {
    message: 'Połączenie z Telegramem zerwało się podczas wysyłania; wiadomość mogła dotrzeć albo nie.',
    remedy: 'Zanim wyślesz ją ponownie, zajrzyj do Telegrama.',
  },

  // ── użycie i reszta ────────────────────────────────────────────────────────────────────────────────────────────
  CREDENTIALS_REQUIRED: {
    message: 'Adres bramy podany w {how} nie korzysta z zapisanych danych logowania, a żadnych nie podano.',
    remedy:
      '{how, select, OPENCLAW_GATEWAY_URL {Ustaw obok OPENCLAW_GATEWAY_TOKEN lub OPENCLAW_GATEWAY_PASSWORD albo usuń tę zmienną.} other {Dodaj --token-file PLIK, --password-file PLIK, --token lub --password albo pomiń --url.}}',
  },
  PAGE_NEEDS_LOCAL_PORT: {
    message:
      'Strona bramy na {host} ma adres tylko wtedy, gdy jest dla niej lokalny port, a żaden nie jest ustawiony.',
    remedy: 'Ustaw go (gangway connect {host} --local-port {port}).',
  },
  INVALID_INPUT: {
    message: 'Nieprawidłowa wartość ({what}): {why}.',
    remedy: 'Popraw ją i spróbuj ponownie; nic nie zostało zmienione.',
  },
  ASKED_TOO_OFTEN: {
    message:
      'To okno zadaje ponad {perSecond, plural, one {# pytanie} few {# pytania} many {# pytań} other {# pytania}} na sekundę.',
    remedy: 'Odczekaj chwilę; jeśli to się powtórzy, odśwież okno i zgłoś błąd.',
  },
  UPDATE_NOT_SIGNED: {
    message: 'Pominięto aktualizację: {name} nie ma podpisu twórców tej aplikacji.',
    remedy:
      'Spróbuj później; jeśli to nie minie, pobierz Gangway ponownie z tego samego źródła i zgłoś problem.',
  },
  BROWSER_UNFIT: {
    message:
      '{lacks, select, https {Ta strona nie została wczytana przez https ani z tego komputera, więc przeglądarka nie może udowodnić, którym jest urządzeniem.} other {Ta przeglądarka nie potrafi podpisywać kluczem Ed25519, więc nie może udowodnić, którym jest urządzeniem.}}',
    remedy:
      '{lacks, select, https {Otwórz ją przez przekierowanie SSH, Tailscale Serve albo https.} other {Użyj aktualnej przeglądarki Chrome, Edge, Firefox lub Safari albo aplikacji Gangway.}}',
  },
  PAGE_SIGNED_OUT: {
    message: 'Ta strona nie jest już zalogowana do Gangway na tym komputerze.',
    remedy: 'Otwórz adres, który Gangway wyświetla przy uruchomieniu.',
  },
  CANCELLED: { message: 'Anulowano.', remedy: 'Nie musisz nic robić.' },
  VOICE_MODEL_NOT_CHOSEN: {
    message: 'Nie wybrano jeszcze modelu rozpoznawania mowy.',
    remedy: 'Pobierz go w Ustawieniach › Głos albo wskaż folder z modelem, który już masz.',
  },
  VOICE_MODEL_INCOMPLETE: {
    message: 'Folder {path} nie zawiera modelu mowy: {why}.',
    remedy:
      'Wybierz folder ze strumieniowym modelem sherpa-onnx: pliki encoder, decoder, joiner i tokens.txt.',
  },
  VOICE_MODEL_BROKEN: {
    message: 'Modelu mowy w {path} nie można użyć: jest uszkodzony albo innego rodzaju.',
    remedy: 'Pobierz go ponownie albo wybierz inny w Ustawieniach › Głos.',
  },
  VOICE_ENGINE_MISSING: {
    message: 'Ta wersja Gangway nie zawiera rozpoznawania mowy dla {platform}.',
    remedy: 'Użyj Gangway dla tego komputera albo zainstaluj opcjonalny pakiet sherpa-onnx-node.',
  },
  VOICE_ENGINE_ENDED: {
    message: 'Rozpoznawanie mowy zakończyło się nieoczekiwanie; reszta działa dalej.',
    remedy: 'Uruchom je ponownie w Ustawieniach › Głos. Jeśli to się powtórzy, wypróbuj inny model.',
  },
  VOICE_DOWNLOAD_FAILED: {
    message: 'Nie udało się pobrać {address}: {why}.',
    remedy: 'Sprawdź sieć tego komputera i spróbuj ponownie. Niedokończone pliki nie są zachowywane.',
  },
  VOICE_DOWNLOAD_DIFFERS: {
    message: 'Plik {name} nie jest tym, który zapowiedziano, więc go odrzucono.',
    remedy: 'Spróbuj ponownie. Jeśli to nie minie, coś po drodze zmienia pliki; nie używaj ich.',
  },
  MICROPHONE_UNAVAILABLE: {
    message:
      '{why, select, refused {Nie wolno używać mikrofonu.} missing {Nie znaleziono mikrofonu.} busy {Nie udało się otworzyć mikrofonu; może go używać inny program.} other {Ta przeglądarka nie może tu nagrywać z mikrofonu.}}',
    remedy:
      '{why, select, refused {Zezwól Gangway na mikrofon w ustawieniach prywatności systemu (lub przeglądarki) i spróbuj ponownie.} missing {Podłącz mikrofon i spróbuj ponownie.} busy {Zamknij ten program i spróbuj ponownie.} other {Użyj aktualnej przeglądarki Chrome, Edge, Firefox lub Safari albo aplikacji Gangway.}}',
  },
  INTERNAL: {
    message: 'Coś w Gangway poszło nie tak ({name}).',
    remedy: 'Skopiuj dane diagnostyczne i zgłoś błąd; szczegóły są w dzienniku.',
  },
}
