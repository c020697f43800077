import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  signedParams,
  startTestGateway,
  testToken,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

test('whatever clients show at the door, none of it is logged or kept on the disk', async () => {
  const lines: string[] = []
  const note = (message: string, fields?: object) =>
    void lines.push(
      message +
        JSON.stringify(fields, (_, value: unknown) =>
          value instanceof Error ? `${value.stack} ${JSON.stringify(value)}` : value,
        ),
    )
  const gateway = await startTestGateway({
    log: { debug: note, info: note, warn: note, error: note },
    limits: { wrongSecretDelayScale: 0 },
  })
  const device = makeDevice()
  const deviceToken = (await connectPeer(gateway, { device })).hello.auth.deviceToken ?? ''
  const shown = ['wrong-token-1', 'wrong-password-2', 'wrong-device-3', testToken, deviceToken]
  const tries = [
    () => connectParams({ auth: { token: 'wrong-token-1' } }),
    () => connectParams({ auth: { password: 'wrong-password-2' } }),
    (nonce: string) => ({
      ...signedParams(device, nonce, { token: 'wrong-device-3' }),
      auth: { deviceToken: 'wrong-device-3' },
    }),
    (nonce: string) => signedParams(device, nonce, { token: deviceToken }),
    () => connectParams({ auth: { token: 7 } }),
    () => connectParams({ auth: { token: testToken, extra: 'wrong-token-1' } }),
    () => connectParams(),
  ]
  for (const params of tries) {
    const peer = await connectRaw(gateway)
    const { error } = await peer.request('connect', params(peer.nonce))
    for (const secret of shown) expect(JSON.stringify(error ?? '')).not.toContain(secret)
  }
  await connectRaw({ url: `${gateway.url}/?token=${testToken}` }).catch(() => undefined)
  await gateway.close()

  expect(lines.length).toBeGreaterThan(5)
  for (const secret of shown) expect(lines.join('\n')).not.toContain(secret)
  for (const name of readdirSync(gateway.stateDir)) {
    const bytes = readFileSync(path.join(gateway.stateDir, name))
    for (const secret of shown) expect(bytes.includes(secret)).toBe(false)
  }
})
