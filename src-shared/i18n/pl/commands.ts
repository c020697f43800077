import type { commands as source } from '../en/commands.ts'
import type { Translation } from '../message-types.ts'

export const commands: Translation<typeof source> = {
  help: 'O co można pytać bez modelu.',
  status: 'Model, brama i to, czym się zajmuje.',
  health: 'Jak się ma brama.',
  model: 'Wymienia modele albo wybiera jeden dla tej rozmowy.',
  new: 'Zaczyna rozmowę od nowa.',
  stop: 'Zatrzymuje odpowiedzi powstające w tej rozmowie.',
  compact: 'Streszcza dotychczasową rozmowę, żeby zrobić miejsce.',
  nodes: 'Urządzenia, które udostępniają bramie swoje polecenia.',
  approve: 'Wymienia, co czeka na zatwierdzenie, albo na to odpowiada.',
}
