// Why a server refuses a login that it let in before, as far as it can be seen from here: a certificate that has run
// out, a key file that is gone.
import { access, readFile } from 'node:fs/promises'
import { appError, type AppError } from '../../../src-shared/errors.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'

/** The refusal itself where nothing better is known. `now` in milliseconds since the epoch. */
export async function explainRefusal(
  refusal: AppError,
  host: Pick<SshHost, 'identityFiles' | 'certificateFiles'>,
  now: number,
): Promise<AppError> {
  if (refusal.code !== 'SSH_LOGIN_REFUSED') return refusal
  const beside = host.identityFiles.map(file => `${file}-cert.pub`)
  for (const path of [...host.certificateFiles, ...beside]) {
    const endsAt = certificateEndsAt(await readFile(path, 'latin1').catch(() => ''))
    if (endsAt !== undefined && endsAt <= now)
      return appError('SSH_CERTIFICATE_EXPIRED', { path, endedAt: sayTime(endsAt) }, refusal)
  }
  const [path] = host.identityFiles
  // Of the usual names most are always missing; a file that somebody named should be there.
  if (path === undefined || host.identityFiles.some(isUsualName)) return refusal
  const areThere = await Promise.all(host.identityFiles.map(isThere))
  return areThere.includes(true) ? refusal : appError('SSH_KEY_MISSING', { path }, refusal)
}

/** What stands between nonce and serial number of each type (PROTOCOL.certkeys of OpenSSH): so many strings. */
const keyStrings: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'sk-ssh-ed25519': 2,
  'sk-ecdsa-sha2-nistp256': 3,
}

/** When the certificate of this line runs out, in milliseconds since the epoch; undefined for none, or for ever. */
export function certificateEndsAt(line: string): number | undefined {
  const [, type = '', base64 = ''] = /^(\S+)-cert-v01@openssh\.com ([A-Za-z0-9+/=]+)/.exec(line) ?? []
  const strings = keyStrings[type]
  if (strings === undefined) return undefined
  const data = Buffer.from(base64, 'base64')
  try {
    let at = 0
    const skipString = () => {
      at += 4 + data.readUInt32BE(at)
    }
    // Its type, the nonce, and the key.
    for (let count = 0; count < 2 + strings; count += 1) skipString()
    at += 8 + 4
    // The key's id and who it is for.
    skipString()
    skipString()
    const endsAt = data.readBigUInt64BE(at + 8)
    return endsAt >= 2n ** 53n ? undefined : Number(endsAt) * 1000
  } catch (error) {
    // Cut short: whatever it is, it is not known to have run out.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function isUsualName(path: string): boolean {
  return /[\\/]\.ssh[\\/]id_(?:rsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss|dsa)$/.test(path)
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** `2026-11-28 09:30`, in this computer's time zone: in no language. */
function sayTime(ms: number): string {
  const shift = new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - shift).toISOString().slice(0, 16).replace('T', ' ')
}
