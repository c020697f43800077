import { once } from 'node:events'
import type net from 'node:net'
import ssh2, { type AuthContext, type Connection, type KexAlgorithm, type Server as SshServer } from 'ssh2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEchoServer, type EchoServer } from '../support/echo-server.ts'
import { freePort } from '../support/free-port.ts'
import { makeSshKey, type SshKey, type SshKeyType } from '../support/ssh-keys.ts'
import { makeTestHome, neverAsked, type Person, type TestHome } from '../support/test-tunnel.ts'
import { readFile } from 'node:fs/promises'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { phrase, say } from '../../src-shared/said.ts'

let home: TestHome
let hostKey: SshKey
const closing: (() => Promise<void> | void)[] = []

const never = new AbortController().signal

beforeEach(async () => {
  home = await makeTestHome()
  hostKey = await makeSshKey(home.dir, 'host')
})

afterEach(async () => {
  await home.remove()
  for (const close of closing.splice(0).toReversed()) await close()
})

async function reach(port: number, ...lines: readonly string[]): Promise<void> {
  const block = ['Host box', 'HostName 127.0.0.1', `Port ${port}`, 'User me', 'IdentityFile none', ...lines]
  await home.configure(block.join('\n  '))
  await home.trust(`[127.0.0.1]:${port} ${hostKey.publicLine}`)
}

/** A TCP server that is no SSH server. */
async function startRaw(serve: (socket: net.Socket) => void): Promise<EchoServer> {
  const server = await startEchoServer(serve)
  closing.push(() => server.close())
  return server
}

type HostileOptions = {
  readonly port?: number
  /** The only key exchange it takes. */
  readonly kex?: KexAlgorithm
  /** Lines before its identification. */
  readonly greeting?: string
  readonly presented?: SshKey
}

/** An SSH server that a test can make do anything. */
async function startHostile(
  serve: (connection: Connection) => void,
  { port = 0, kex, greeting, presented = hostKey }: HostileOptions = {},
): Promise<{ port: number }> {
  const options = {
    hostKeys: [await readFile(presented.path)],
    ...(kex && { algorithms: { kex: [kex] } }),
    ...(greeting !== undefined && { greeting }),
  }
  const server: SshServer = new ssh2.Server(options, connection => {
    connection.on('error', () => undefined)
    serve(connection)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    const closed = once(server, 'close')
    server.close()
    await closed
  })
  return { port: (server.address() as net.AddressInfo).port }
}

/** Takes what comes and says nothing. */
function listen(socket: net.Socket): void {
  socket.resume()
  socket.once('end', () => socket.end())
}

function greetOnly(socket: net.Socket): void {
  socket.write('SSH-2.0-mute\r\n')
  listen(socket)
}

describe('something that is no SSH server', () => {
  test('a port where nobody listens is refused', async () => {
    const port = await freePort()
    await reach(port)
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'TCP_REFUSED',
      report: { details: { host: 'box', port } },
    })
    expect(home.reports.at(-1)).toMatchObject({ step: 'tcp', verdict: 'failed' })
  })

  test('a name that does not exist is not found', async () => {
    await home.configure('Host box\n  HostName does-not-exist.invalid')
    await expect(home.open('box')).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
    expect(home.reports.at(-1)).toMatchObject({ step: 'resolve', verdict: 'failed' })
  })

  test('a connection that is closed before a word is told apart from one that answers something else', async () => {
    const { port } = await startRaw(socket => socket.end())
    await reach(port)
    await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_CLOSED_EARLY' })
  })

  test('a connection that is reset at once counts as closed early', async () => {
    const { port } = await startRaw(socket => socket.resetAndDestroy())
    await reach(port)
    await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_CLOSED_EARLY' })
  })

  test.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'],
    ['a mail server', '220 mail.example ESMTP ready\r\n'],
    ['an ancient SSH server', 'SSH-1.5-old\r\n'],
    ['binary noise', '\u0015\u0003\u0001\u0000\u0002\u0002\u0016'],
    ['a line without end', 'x'.repeat(200_000)],
    ['lines without end', 'hello\r\n'.repeat(40_000)],
  ])('%s is recognised', async (_, greeting) => {
    const { port } = await startRaw(socket => {
      socket.end(greeting, 'latin1')
      socket.resume()
    })
    await reach(port)
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'NOT_AN_SSH_SERVER',
      report: { details: { host: 'box', port } },
    })
  })

  test.each(['Exceeded MaxStartups\r\n', 'Not allowed at this time\r\n'])(
    'an sshd that takes no more connections (%j) is not taken for something else',
    async refusal => {
      const { port } = await startRaw(socket => socket.end(refusal))
      await reach(port)
      await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_CLOSED_EARLY' })
    },
  )

  test('garbage after the banner is a broken conversation', async () => {
    const { port } = await startRaw(socket => {
      socket.write(`SSH-2.0-odd\r\n${'\u00ff'.repeat(64)}`, 'latin1')
    })
    await reach(port)
    await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_PROTOCOL_ERROR' })
  })

  test.each([
    ['says nothing', listen],
    ['greets and then says nothing', greetOnly],
  ])('an attempt at a server that %s can be called off, and leaves no socket', async (_, serve) => {
    const server = await startRaw(serve)
    await reach(server.port)
    const abort = new AbortController()
    const opening = home.open('box', { signal: abort.signal })
    const outcome = expect(opening).rejects.toThrow('called off')
    await expect.poll(() => server.connections()).toBe(1)
    abort.abort(new Error('called off'))
    await outcome
    await expect.poll(() => server.connections()).toBe(0)
    expect(home.reports.some(({ verdict }) => verdict === 'failed')).toBe(false)
  })

  test('a server that says nothing is given up after the time for a handshake', async () => {
    const server = await startRaw(listen)
    await reach(server.port)
    await expect(home.open('box')).rejects.toMatchObject({ code: 'SSH_HANDSHAKE_TIMEOUT' })
    await expect.poll(() => server.connections()).toBe(0)
  })
})

describe('an SSH server that means harm', () => {
  const accept = (context: AuthContext): void => context.accept()

  test('with a changed key sees not one request for a login', async () => {
    let requests = 0
    const { port } = await startHostile(connection => {
      connection.on('authentication', context => {
        requests += 1
        context.accept()
      })
    })
    await reach(port)
    const other = await makeSshKey(home.dir, 'other')
    await home.trust(`[127.0.0.1]:${port} ${other.publicLine}`)
    home.secrets.set(`ssh-password:me@127.0.0.1:${port}`, 'canary')
    await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED' })
    expect(requests).toBe(0)
  })

  /** Whether it presents another key than the known one, and how: nothing of a login may come before that is found out. */
  const disguises: readonly (readonly [string, Omit<HostileOptions, 'presented'>, SshKeyType])[] = [
    ...(
      [
        'curve25519-sha256',
        'ecdh-sha2-nistp256',
        'ecdh-sha2-nistp521',
        'diffie-hellman-group14-sha256',
        'diffie-hellman-group16-sha512',
        'ecdh-sha2-nistp384',
      ] as const
    ).map(kex => [`over ${kex}`, { kex }, 'ed25519'] as const),
    ['of type ecdsa', {}, 'ecdsa'],
    ['of type rsa', {}, 'rsa'],
    [
      'behind lines that look like a login',
      { greeting: 'me@box’s password: \r\nLast login: now\r\n' },
      'ed25519',
    ],
  ]

  test.each(disguises)('with another key %s sees not one request for a login', async (_, how, type) => {
    let requests = 0
    const presented = await makeSshKey(home.dir, 'presented', { type })
    const { port } = await startHostile(
      connection =>
        connection.on('authentication', context => {
          requests += 1
          context.accept()
        }),
      { ...how, presented },
    )
    await reach(port)
    const known = await makeSshKey(home.dir, 'known', { type })
    await home.trust(`[127.0.0.1]:${port} ${known.publicLine}`)
    home.secrets.set(`ssh-password:me@127.0.0.1:${port}`, 'canary')
    await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({ code: 'HOST_KEY_CHANGED' })
    expect(requests).toBe(0)
  })

  test('with an unknown key sees no request for a login while the person compares it', async () => {
    let requests = 0
    const { port } = await startHostile(connection => {
      connection.on('authentication', context => {
        requests += 1
        context.accept()
      })
    })
    await reach(port)
    await home.trust('')
    let requestsWhenAsked = -1
    await home.open('box', {
      person: async () => {
        // As much time as a whole login takes here.
        await expect.poll(() => home.reports.at(-1)?.verdict).toBe('asking')
        requestsWhenAsked = requests
        return { kind: 'host-key', trust: 'once' }
      },
    })
    expect(requestsWhenAsked).toBe(0)
    expect(requests).toBe(1)
  })

  test('that lets everybody in is entered with no credential, and said so', async () => {
    const { port } = await startHostile(connection => connection.on('authentication', accept))
    await reach(port)
    await home.open('box', { person: neverAsked })
    expect(say(home.reports.at(-1)?.note ?? '', inEnglish)).toContain('no credential')
  })

  test('cannot open channels of its own', async () => {
    const { port } = await startHostile(connection => {
      connection.on('authentication', accept)
      connection.on('ready', () => {
        connection.forwardOut('127.0.0.1', 80, '10.0.0.1', 1234, error =>
          refusals.push(error?.message ?? 'opened'),
        )
        connection.x11('10.0.0.1', 1234, error => refusals.push(error?.message ?? 'opened'))
      })
    })
    const refusals: string[] = []
    await reach(port)
    const tunnel = await home.open('box', { person: neverAsked })
    await expect.poll(() => refusals.length).toBe(2)
    expect(refusals).not.toContain('opened')
    await tunnel.close()
  })

  test('gets its questions shown as plain, bounded text', async () => {
    const paint = '\u001b[31m\u202Epwned\u0007\r\nPassword for your bank: '
    const { port } = await startHostile(connection => {
      connection.on('authentication', context => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
        context.prompt(
          [{ prompt: paint, echo: true }],
          paint,
          `${'x'.repeat(30_000)}\n\u001b]0;title\u0007`,
          () => context.accept(),
        )
      })
    })
    await reach(port)
    await home.open('box', { person: () => ({ kind: 'keyboard-interactive', answers: ['no'] }) })
    const question = home.questions[0]!
    expect(question).toMatchObject({
      kind: 'keyboard-interactive',
      name: 'pwned Password for your bank:',
      questions: [{ text: 'pwned Password for your bank:', echo: true }],
    })
    expect(JSON.stringify(question).length).toBeLessThan(10_000)
    expect(JSON.stringify(question)).not.toMatch(/\\u001b|\\u0007|\u202E/)
  })

  test('that asks 65 questions at once, or asks without end, is left', async () => {
    const { port } = await startHostile(connection => {
      connection.on('authentication', context => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
        context.prompt(
          Array.from({ length: 65 }, () => ({ prompt: '?', echo: true })),
          () => context.accept(),
        )
      })
    })
    await reach(port)
    await expect(home.open('box', { person: neverAsked })).rejects.toMatchObject({
      code: 'SSH_PROTOCOL_ERROR',
    })

    const endless = await startHostile(connection => {
      connection.on('authentication', context => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
        const again = (): void => context.prompt([{ prompt: '?', echo: true }], again)
        again()
      })
    })
    await reach(endless.port)
    const person: Person = () => ({ kind: 'keyboard-interactive', answers: ['!'] })
    await expect(home.open('box', { person })).rejects.toMatchObject({ code: 'SSH_PROTOCOL_ERROR' })
    expect(home.questions).toHaveLength(20)
  })

  test('that calls every login a partial success is left in the end', async () => {
    const { port } = await startHostile(connection => {
      connection.on('authentication', context => context.reject(['publickey', 'password'], true))
    })
    await reach(port)
    const person = () => ({ kind: 'password', password: 'x', save: true }) as const
    await expect(home.open('box', { person })).rejects.toMatchObject({ code: 'SSH_LOGIN_REFUSED' })
    expect(home.questions).toHaveLength(3)
    expect(home.secrets.size).toBe(0)
  })

  test('cannot make ssh2’s leftovers end the process after the tunnel was closed', async () => {
    const { port } = await startHostile(connection => {
      connection.on('authentication', accept)
      connection.on('request', (acceptRequest, reject) => reject?.())
    })
    await reach(port)
    const tunnel = await home.open('box', { person: neverAsked })
    const probing = tunnel.probe(1_000).catch(() => undefined)
    await tunnel.close()
    await probing
    expect(await tunnel.closed).toBeUndefined()
  })

  test('that refuses every channel says why', async () => {
    const { port } = await startHostile(connection => {
      connection.on('authentication', accept)
      connection.on('tcpip', (_accept, reject) => reject())
    })
    await reach(port)
    const tunnel = await home.open('box', { person: neverAsked })
    await expect(tunnel.openChannel('127.0.0.1', 1, never)).rejects.toMatchObject({
      report: { kind: 'forward' },
    })
  })

  test('offering only algorithms we do not have is told which kind is missing', async () => {
    const key = await readFile(hostKey.path)
    const server = new ssh2.Server(
      { hostKeys: [key], algorithms: { kex: ['diffie-hellman-group1-sha1'] } },
      c => c.on('error', () => undefined),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => void server.close())
    await reach((server.address() as net.AddressInfo).port)
    await expect(home.open('box')).rejects.toMatchObject({
      code: 'SSH_NO_COMMON_ALGORITHM',
      report: { details: { what: phrase('algorithmKex') } },
    })
  })
})
