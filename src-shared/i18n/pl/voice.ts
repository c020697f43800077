import type { Translation } from '../message-types.ts'
import type { voice as english } from '../en/voice.ts'

export const voice: Translation<typeof english> = {
  listening: 'Słucham',
  listeningTo: 'Słucham po „{trigger}”',
  saySomething: 'Teraz mów. „Nieważne” wszystko cofa.',
  receipt: 'Co powiedziano ostatnio',
  steps: {
    heard: 'usłyszano',
    sent: 'wysłano',
    accepted: 'przyjęto',
    answered: 'odpowiedziano',
  },
  takenBack: 'Cofnięto; nic nie wysłano.',
  sendAgain: 'Wyślij ponownie',
  dismiss: 'Zamknij',
  openChat: 'Otwórz rozmowę',
  byKey: 'klawisz mowy',
}
