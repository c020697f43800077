// The one place where an ssh2 client is made, and where its insides are touched. ssh2 accepts every host key unless a
// verifier is given, so `connectSsh2` demands one.
import { Client, type ConnectConfig } from 'ssh2'
import { tuneSsh2 } from './ssh2-tuning.ts'

export type HostVerifier = (key: Buffer, verify: (trusted: boolean) => void) => void

export type Ssh2Config = Omit<
  ConnectConfig,
  'hostVerifier' | 'hostHash' | 'host' | 'port' | 'readyTimeout' | 'keepaliveInterval' | 'agentForward'
> & {
  readonly sock: NonNullable<ConnectConfig['sock']>
  readonly hostVerifier: HostVerifier
}

// What we use of ssh2 1.17's insides (its version is pinned, and a test fails when one of these is gone).
type Insides = {
  /** Answers to global requests arrive in order, each for the oldest callback. */
  readonly _callbacks: ((failed: boolean | Error) => void)[]
  readonly _protocol: {
    /** Sends the global request keepalive@openssh.com. */
    readonly ping: () => void
    readonly _handlers: {
      USERAUTH_FAILURE: (protocol: unknown, methodsLeft: string[], partialSuccess: boolean) => void
      GLOBAL_REQUEST: (
        protocol: { readonly requestFailure: () => void },
        name: string,
        wantReply: boolean,
        data: unknown,
      ) => void
    }
  }
}

export function createSsh2Client(): Client {
  return new Client()
}

/** Connects over a socket of ours, with ssh2's own timers off: ours know when a person is being asked. */
export function connectSsh2(client: Client, config: Ssh2Config): void {
  const { hostVerifier, ...rest } = config
  client.connect({
    ...rest,
    // undefined tells ssh2 to wait for `verify`. The key lies in memory that the next packet may overwrite.
    hostVerifier: (key: Buffer, verify: (trusted: boolean) => void): void =>
      hostVerifier(Buffer.from(key), verify),
    readyTimeout: 0,
    keepaliveInterval: 0,
  })
  tuneSsh2(client)
  ignoreOfferedHostKeys(client)
}

/**
 * sshd tells all its host keys after the login. We keep none of them, and ssh2 ends the connection over one of a type it
 * does not know.
 */
function ignoreOfferedHostKeys(client: Client): void {
  const { _handlers } = (client as unknown as Insides)._protocol
  const original = _handlers.GLOBAL_REQUEST
  _handlers.GLOBAL_REQUEST = (protocol, name, wantReply, data) => {
    if (name !== 'hostkeys-00@openssh.com') original(protocol, name, wantReply, data)
    else if (wantReply) protocol.requestFailure()
  }
}

/**
 * Asks the server for a sign of life. ssh2 has its own keepalive, but that takes only the answers to its pings for
 * life and drops a busy, healthy link (mscdex/ssh2#474). Throws when the connection is gone.
 */
export function pingSsh2(client: Client, onAnswer: () => void): void {
  const { _callbacks, _protocol } = client as unknown as Insides
  // sshd refuses the request, which is an answer. An Error means that the connection was closed.
  _callbacks.push(answer => {
    if (!(answer instanceof Error)) onAnswer()
  })
  _protocol.ping()
}

/**
 * Tells what the server answers to each refused step of a login. ssh2 hands its authHandler outdated lists after a
 * key of an agent: a second factor would never be seen. Call it once connected.
 */
export function watchLoginAnswers(
  client: Client,
  watcher: (methodsLeft: readonly string[], partialSuccess: boolean) => void,
): void {
  const handlers = (client as unknown as Insides)._protocol._handlers
  const original = handlers.USERAUTH_FAILURE
  handlers.USERAUTH_FAILURE = (protocol, methodsLeft, partialSuccess) => {
    watcher(methodsLeft, partialSuccess)
    original(protocol, methodsLeft, partialSuccess)
  }
}
