// Public host keys and hosts to judge them for, without asking ssh-keygen for each.
import { createECDH, createHash, randomBytes } from 'node:crypto'
import type { SshHost } from '../../src-main/tunnel/ssh-config/ssh-host.ts'

/** A public key in wire form. The same `name` always gives the same key; an ECDSA key is new each time. */
export function hostKey(type: string, name = randomBytes(8).toString('hex')): Buffer {
  switch (type) {
    case 'ssh-ed25519':
      return wire(type, digest(name, 32))
    case 'ssh-rsa':
      return wire(type, Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0, 0x80]), digest(name, 255)]))
    default: {
      const curve = type.slice(-8)
      return wire(type, Buffer.from(curve), createECDH(curves[curve] ?? '').generateKeys())
    }
  }
}

const curves: Readonly<Record<string, string>> = {
  nistp256: 'prime256v1',
  nistp384: 'secp384r1',
  nistp521: 'secp521r1',
}

/** "type base64", as in a known_hosts line. */
export function keyText(key: Buffer): string {
  return `${key.toString('latin1', 4, 4 + key.readUInt32BE(0))} ${key.toString('base64')}`
}

/** A host as the resolver would give it, with what a test cares about. */
export function sshHost(differing: Partial<SshHost>): SshHost {
  return {
    alias: 'host',
    hostname: 'host',
    port: 22,
    user: 'me',
    identityFiles: [],
    certificateFiles: [],
    identitiesOnly: false,
    identityAgent: undefined,
    proxyJump: [],
    hostKeyAlias: undefined,
    hostKeyAlgorithms: undefined,
    strictHostKeyChecking: 'ask',
    userKnownHostsFiles: [],
    globalKnownHostsFiles: [],
    revokedHostKeys: undefined,
    hashKnownHosts: false,
    preferredAuthentications: undefined,
    passwordPrompts: 3,
    passwordAuthentication: true,
    kbdInteractiveAuthentication: true,
    pubkeyAuthentication: true,
    serverAliveIntervalMs: 5_000,
    serverAliveCountMax: 2,
    connectTimeoutMs: undefined,
    compression: false,
    addressFamily: 'any',
    resolvedBy: 'gangway',
    warnings: [],
    needsSystemEngine: undefined,
    ...differing,
  }
}

function wire(type: string, ...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(type), ...parts].flatMap(part => [lengthOf(part), part]))
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(part.length)
  return length
}

function digest(name: string, bytes: number): Buffer {
  return createHash('shake256', { outputLength: bytes }).update(name).digest()
}
