// What a kept secret is called, from the id under which it is kept.
import type { CredentialEntry } from './desktop-api.ts'
import { phrase, type Said } from './said.ts'

/** A secret of a kind that is not known here keeps the label it was stored with. */
export function credentialName({ id, label }: CredentialEntry): Said {
  const [, kind = '', rest = ''] = /^([a-z-]+)[/:](.*)$/.exec(id) ?? []
  switch (kind) {
    case 'gateway-secret':
      return phrase('secretGateway', { target: targetOf(rest) })
    case 'device-token':
      return phrase('secretDeviceToken', { target: targetOf(rest.replace(/^[^/]*\//, '')) })
    case 'gateway-password':
      return phrase('secretGatewayPassword')
    case 'device-key':
      return phrase('secretIdentity')
    case 'model-key':
      return phrase('secretModelKey', { provider: rest })
    case 'proxy-login':
      return phrase('secretProxy', { proxy: rest })
    case 'ssh-passphrase':
      return phrase('secretKey', { path: rest })
    case 'ssh-password':
      return phrase('secretPassword', { login: rest })
    default:
      return label
  }
}

/** Of a target's key, what people would call it; undefined for this computer. */
function targetOf(key: string): string | undefined {
  if (key === 'local') return undefined
  return /^ssh:(.*):\d+$/.exec(key)?.[1] ?? key.replace(/^direct:/, '')
}
