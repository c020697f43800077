import type { connection as source } from '../en/connection.ts'
import type { Translation } from '../message-types.ts'

export const connection: Translation<typeof source> = {
  idle: 'Brak połączenia',
  idleDetail: 'Wybierz bramę, z którą chcesz się połączyć.',
  opening: '{target, select, none {Łączenie z tym komputerem} other {Łączenie z {target}}}',
  asking: '{target, select, none {Ten komputer czeka na odpowiedź} other {{target} czeka na odpowiedź}}',
  online: '{target, select, none {Połączono z tym komputerem} other {Połączono z {target}}}',
  onlineDetail: 'Brama {version}{via, select, ssh {, przez SSH} direct {, pod własnym adresem} other {}}',
  stopped:
    '{via, select, ssh {Droga przez SSH wymaga Twojej uwagi} direct {Własny adres bramy wymaga Twojej uwagi} other {}}: {problem}',
  waiting: '{target, select, none {Ponowne łączenie z tym komputerem} other {Ponowne łączenie z {target}}}',
  notReached:
    '{target, select, none {Ten komputer jeszcze nie odpowiada} other {{target} jeszcze nie odpowiada}}',
  waitingForNetwork: 'Oczekiwanie na sieć.',
  nextTry: '{span, select, none {Kolejna próba już teraz.} other {Kolejna próba za {span}.}}',
  needsYou: '{target, select, none {Ten komputer wymaga Twojej uwagi} other {{target} wymaga Twojej uwagi}}',
  failed:
    '{target, select, none {Nie można połączyć się z tym komputerem} other {Nie można połączyć się z {target}}}',
  closing: '{target, select, none {Rozłączanie z tym komputerem} other {Rozłączanie z {target}}}',
  short: {
    idle: 'brak połączenia',
    opening: 'łączenie',
    online: 'połączono',
    stopped:
      '{via, select, ssh {połączono, SSH wymaga uwagi} direct {połączono, adres wymaga uwagi} other {}}',
    degraded: 'połączono, z problemami',
    waiting: 'ponowne łączenie',
    notReached: 'jeszcze nie odpowiada',
    'needs-you': 'wymaga Twojej uwagi',
    failed: 'nie można połączyć',
    closing: 'rozłączanie',
  },
}
