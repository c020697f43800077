import type { ladder as source } from '../en/ladder.ts'
import type { Translation } from '../message-types.ts'

export const ladder: Translation<typeof source> = {
  steps: {
    proxy: 'Przejście przez serwer proxy',
    resolve: 'Ustalenie adresu',
    tcp: 'Połączenie z hostem',
    'host-key': 'Sprawdzenie klucza hosta',
    'ssh-login': 'Logowanie przez SSH',
    channel: 'Otwarcie przekierowania',
    gateway: 'Odpowiedź bramy',
    handshake: 'Uzgodnienie protokołu',
    'gateway-auth': 'Uwierzytelnienie w bramie',
    pairing: 'Sparowanie urządzenia',
    scopes: 'Przyznanie uprawnień',
    health: 'Stan bramy',
  },
  doing: {
    proxy: 'Przechodzenie przez serwer proxy…',
    resolve: 'Ustalanie adresu…',
    tcp: 'Łączenie z hostem…',
    'host-key': 'Sprawdzanie klucza hosta…',
    'ssh-login': 'Logowanie przez SSH…',
    channel: 'Otwieranie przekierowania…',
    gateway: 'Oczekiwanie na odpowiedź bramy…',
    handshake: 'Uzgadnianie protokołu…',
    'gateway-auth': 'Oczekiwanie na uwierzytelnienie w bramie…',
    pairing: 'Sprawdzanie sparowania urządzenia…',
    scopes: 'Sprawdzanie uprawnień…',
    health: 'Pytanie bramy o jej stan…',
  },
  verdicts: {
    waiting: 'jeszcze nie',
    running: 'w toku',
    asking: 'czeka na Ciebie',
    passed: 'gotowe',
    failed: 'niepowodzenie',
  },
}
