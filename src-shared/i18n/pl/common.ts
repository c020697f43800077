import type { common as source } from '../en/common.ts'
import type { Translation } from '../message-types.ts'

export const common: Translation<typeof source> = {
  cancel: 'Anuluj',
  copied: 'Skopiowano',
  copy: 'Kopiuj',
  dismiss: 'Zamknij',
  dismissMessage: 'Zamknij ten komunikat',
  hostThrough: '{host} (przez {via})',
  showTyped: 'Pokaż lub ukryj wpisywany tekst',
  thisComputer: 'ten komputer',
}
