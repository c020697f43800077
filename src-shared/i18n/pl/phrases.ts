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
}
