// What we offer a server: what is wanted, as far as ssh2 and this runtime's crypto can do it. Never a list of our own:
// Electron's BoringSSL lacks what Node's OpenSSL has.
import { createRequire } from 'node:module'
import { getCurves, getDiffieHellman } from 'node:crypto'
import type { Algorithms } from 'ssh2'
import { appError } from '../../../src-shared/errors.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'

// ssh2 works these lists out from the runtime when it is loaded, and does not export them otherwise.
type Supported = Readonly<
  Record<
    | `DEFAULT_${'KEX' | 'SERVER_HOST_KEY' | 'CIPHER' | 'MAC'}`
    | `SUPPORTED_${'KEX' | 'SERVER_HOST_KEY' | 'CIPHER' | 'MAC'}`,
    readonly string[]
  >
>
const ssh2 = createRequire(import.meta.url)('ssh2/lib/protocol/constants.js') as Supported

type AlgorithmWishes = Pick<
  SshHost,
  'hostKeyAlgorithms' | 'ciphers' | 'macs' | 'kexAlgorithms' | 'compression'
>

/**
 * The offer for one host. `knownTypes` are the key types it is known by: they go first, as OpenSSH does it, so that a
 * known host is compared with a key we have. Throws SSH_NO_COMMON_ALGORITHM when ssh_config leaves nothing we can do.
 */
export function chooseAlgorithms(
  wishes: AlgorithmWishes,
  knownTypes: readonly string[],
  at: { readonly host: string; readonly via?: string | undefined },
): Algorithms {
  const pick = (
    what: string,
    wanted: readonly string[] | undefined,
    usual: readonly string[],
    possible: readonly string[],
  ): string[] => {
    const chosen = (wanted ?? usual).filter(name => possible.includes(name))
    if (chosen.length === 0) throw appError('SSH_NO_COMMON_ALGORITHM', { ...at, what })
    return chosen
  }
  const hostKeys = pick(
    'host key',
    wishes.hostKeyAlgorithms,
    ssh2.DEFAULT_SERVER_HOST_KEY.filter(isModern),
    ssh2.SUPPORTED_SERVER_HOST_KEY,
  )
  // The names are checked against ssh2's own lists above, which is what its types stand for.
  return {
    kex: pick('key exchange', wishes.kexAlgorithms, ssh2.DEFAULT_KEX, supportedKex()),
    serverHostKey: knownFirst(hostKeys, knownTypes),
    cipher: pick('cipher', wishes.ciphers, ssh2.DEFAULT_CIPHER, ssh2.SUPPORTED_CIPHER),
    hmac: pick('integrity (MAC)', wishes.macs, ssh2.DEFAULT_MAC, ssh2.SUPPORTED_MAC),
    compress: wishes.compression ? ['zlib@openssh.com', 'none'] : ['none'],
  } as Algorithms
}

/** Signatures over SHA-1 are never offered unless ssh_config asks for them. */
function isModern(algorithm: string): boolean {
  return algorithm !== 'ssh-rsa' && algorithm !== 'ssh-dss'
}

function knownFirst(algorithms: readonly string[], knownTypes: readonly string[]): string[] {
  const known = (name: string) => knownTypes.includes(name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name)
  return [...algorithms.filter(known), ...algorithms.filter(name => !known(name))]
}

const modpGroups: Readonly<Record<string, string>> = {
  group1: 'modp2',
  group14: 'modp14',
  group15: 'modp15',
  group16: 'modp16',
  group17: 'modp17',
  group18: 'modp18',
}
const nistCurves: Readonly<Record<string, string>> = {
  'ecdh-sha2-nistp256': 'prime256v1',
  'ecdh-sha2-nistp384': 'secp384r1',
  'ecdh-sha2-nistp521': 'secp521r1',
}

let kexOfThisRuntime: readonly string[] | undefined

/**
 * ssh2 checks ciphers, MACs and Curve25519 against the runtime, but not the other groups. Asked once: for each of the
 * large groups OpenSSL checks its prime, which takes it 50 ms together.
 */
function supportedKex(): readonly string[] {
  return (kexOfThisRuntime ??= ssh2.SUPPORTED_KEX.filter(hasGroup))
}

function hasGroup(kex: string): boolean {
  const curve = nistCurves[kex]
  if (curve) return getCurves().includes(curve)
  const group = modpGroups[/^diffie-hellman-(group\d+)-/.exec(kex)?.[1] ?? '']
  if (!group) return true
  try {
    getDiffieHellman(group)
    return true
  } catch {
    // The runtime does not know this group.
    return false
  }
}
