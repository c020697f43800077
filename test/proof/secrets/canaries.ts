// Secrets of every kind there is, each with the texts it is met in. None of them opens anything.
import type { SeededRandom } from '../../support/seeded-random.ts'

export type Canary = {
  readonly kind: string
  /** What must not be found anywhere. */
  readonly secret: string
  /** Where it may stand: by its shape or its name alone it has to be known. */
  readonly text: string
  /** The vault keeps it: then it is known wherever it stands. */
  readonly isKept?: true
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** A new secret of each of the 25 kinds. */
export function makeCanaries(random: SeededRandom): readonly Canary[] {
  const word = (length: number, from = letters) =>
    Array.from({ length }, () => from.charAt(random.below(from.length))).join('')
  const hex = (length: number) => word(length, '0123456789abcdef')
  const make = (kind: string, secret: string, text: (secret: string) => string): Canary => ({
    kind,
    secret,
    text: text(secret),
  })
  const kept = (kind: string, secret: string): Canary => ({ kind, secret, text: secret, isKept: true })
  return [
    kept('gateway token', hex(48)),
    kept('gateway password', `${word(8)} "${word(6)}" ü ${word(8)}`),
    kept('device token', word(43)),
    kept('device key', Buffer.from(word(32)).toString('base64')),
    kept('key passphrase', `${word(6)} ${word(7)}\\${word(4)}`),
    kept('model key', `key-of-${word(24)}`),
    make('token in a field', hex(32), it => `{"auth":{"token":"${it}"}}`),
    make('password in an assignment', word(16), it => `OPENCLAW_GATEWAY_PASSWORD=${it}`),
    make('SSH password in quotes', `${word(8)} ${word(8)}`, it => `password: "${it}"`),
    make('passphrase option', word(14), it => `gangway --passphrase ${it} status`),
    make('bearer token', word(40), it => `Authorization: Bearer ${it}`),
    make('basic authorization', Buffer.from(`me:${word(12)}`).toString('base64'), it => `sent Basic ${it}`),
    make('cookie', word(32), it => `Cookie: theme=dark; session=${it}`),
    make('set cookie', word(32), it => `set-cookie: sid=${it}; HttpOnly`),
    make('password in an address', `${word(8)}@${word(5)}`, it => `ws://me:${it}@host.example/`),
    make('token for a user name', word(36), it => `https://${it}@host.example/`),
    make('query', word(24), it => `GET https://host.example/ws?t=${it}`),
    make('fragment', word(24), it => `http://127.0.0.1:18789/#token=${it}`),
    make('OpenSSH key', word(70), it => pem('OPENSSH PRIVATE KEY', it)),
    make('key cut short', word(70), it => `-----BEGIN PRIVATE KEY-----\n${it}`),
    make(
      'PuTTY key',
      word(64),
      it => `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${it}\nPrivate-MAC: ${hex(64)}`,
    ),
    make('Telegram bot token', `${word(9, '123456789')}:${word(35)}`, it => `getMe with ${it} failed`),
    make('OpenAI key', `sk-proj-${word(40)}`, it => `Incorrect API key provided: ${it}`),
    make('Google key', `AIza${word(35)}`, it => `the key ${it} is not valid`),
    make('JSON web token', `eyJ${word(20)}.${word(40)}.${word(43)}`, it => `refused ${it}`),
  ]
}

function pem(label: string, body: string): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`
}
