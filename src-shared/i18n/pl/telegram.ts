import type { telegram as english } from '../en/telegram.ts'
import type { Translation } from '../message-types.ts'

export const telegram: Translation<typeof english> = {
  pairing:
    'Ten asystent jeszcze Cię nie zna. Jego właściciel może Cię wpuścić tym kodem:\n\n{code}\n\nTwój identyfikator w Telegramie: {id}. Na komputerze bramy: gangway pairing approve telegram {code}',
  welcome: 'Możesz już pisać do tego asystenta.',
  uncertain:
    '⚠ Brama została zatrzymana, gdy część jej odpowiedzi była w drodze, więc może tu brakować fragmentu. Cała odpowiedź jest w Gangway.',
  stopped: '(zatrzymano)',
  failed: 'Nie udało się dokończyć odpowiedzi.',
  edited: '(Po zmianie) {text}',
  inReplyTo: 'W odpowiedzi na {name, select, you {Twoją wiadomość} other {wiadomość od: {name}}}:',
  file: '(Dołączono plik, którego nie da się tu odczytać: {name}, {type})',
  fileLeftOut:
    '(Brakuje pliku: {name}. {why, select, big {Jest większy niż {megabytes} MB.} other {Nie udało się go pobrać.}})',
}
