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
}
