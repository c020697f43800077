import { expect, test } from 'vitest'
import { remedyAtEnd } from '../../../src-main/cli/remedy-at-end.ts'
import { aligned, openOutput, printable, roughly } from '../../../src-main/cli/output.ts'
import { phrase } from '../../../src-shared/said.ts'
import { errorReport, type ErrorCode } from '../../../src-shared/errors.ts'
import { errorSamples } from '../../support/error-samples.ts'

function testOutput(json: boolean) {
  const out: string[] = []
  const err: string[] = []
  const sink = (parts: string[]) => ({ write: (text: string) => parts.push(text) })
  return { output: openOutput(json, sink(out), sink(err)), out, err }
}

test('with --json there is one line for each result, and no remarks', () => {
  const { output, out, err } = testOutput(true)
  output.note('by the way')
  output.write('partial')
  output.result({ ok: true, n: 1 }, ['n is one'])
  output.failure(errorReport('NOT_CONNECTED', {}))
  expect(err).toEqual([])
  expect(out.map(line => JSON.parse(line) as unknown)).toMatchObject([
    { ok: true, n: 1 },
    { ok: false, error: { code: 'NOT_CONNECTED', message: expect.any(String), remedy: expect.any(String) } },
  ])
})

test('a piece of a sentence is told in words, and what a gateway calls a phrase is left as it is', () => {
  const { output, out } = testOutput(true)
  const theirs = [{ phrase: 'hello' }, { phrase: 'hello', values: {} }, { phrase: 1, values: {} }]
  output.result({ why: phrase('healthNone'), theirs }, [])
  expect(JSON.parse(out[0] ?? '')).toEqual({ why: expect.any(String), theirs })
})

test('for people results go to standard output and failures to standard error', () => {
  const { output, out, err } = testOutput(false)
  output.result({ ok: true }, ['first', 'second'])
  output.failure(errorReport('NOT_CONNECTED', {}))
  expect(out).toEqual(['first\n', 'second\n'])
  expect(err.join('')).toContain('Connect first.')
})

test('a command that has ended promises no more tries of its own', () => {
  const { output, err } = testOutput(false)
  const command = 'openclaw devices approve r1'
  output.failure(
    errorReport('PAIRING_REQUIRED', { requestId: 'r1', deviceId: 'd1', command, reason: 'not-paired' }),
  )
  expect(err[1]).toBe(
    'On the gateway’s host run: openclaw devices approve r1 (where Gangway itself is the gateway: gangway devices approve r1). Then run this command again.\n',
  )
})

test('what a command says of its own accord is kept', () => {
  const missing = errorReport('GATEWAY_TOKEN_MISSING', { where: 'harbour' })
  expect(remedyAtEnd(missing)).toContain('--token-file FILE')
  expect(remedyAtEnd({ ...missing, remedy: 'Use --read-token.' })).toBe('Use --read-token.')
})

test.each(Object.keys(errorSamples) as ErrorCode[])('so is it with %s', code => {
  // These speak of a gateway, which does go on.
  if (code.startsWith('TELEGRAM_')) return
  for (const details of errorSamples[code])
    expect(remedyAtEnd(errorReport(code, details as never))).not.toMatch(
      /by itself|tries again|reconnects|goes on|waits as long/,
    )
})

test('a certificate or key that is not the expected one is shown with what to compare', () => {
  const { output, err } = testOutput(false)
  output.failure(
    errorReport('TLS_FINGERPRINT_MISMATCH', {
      host: 'gateway.example',
      expected: 'aa:bb',
      presented: 'cc:dd',
    }),
  )
  expect(err[0]).toBe('The certificate of gateway.example is not the one that is pinned.\n')
  expect(err.slice(1, 3)).toEqual(['  expected   aa:bb\n', '  presented  cc:dd\n'])
  expect(err[3]).toContain('check the new fingerprint')
})

test('what a gateway wrote cannot move the cursor or answer in the person’s place', () => {
  expect(printable('a\u001b[2Jb\u0007\rc\n\td\u009b6n\u202eabc')).toBe('a[2Jbc\n\td6nabc')
})

test('columns are aligned and rows without a value left out', () => {
  expect(
    aligned([
      ['a', '1'],
      ['long', '2'],
      ['none', undefined],
    ]),
  ).toEqual(['a     1', 'long  2'])
})

test.each([
  [0, '0 ms'],
  [1999, '1999 ms'],
  [2000, '2 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('%i ms is roughly %s', (ms, text) => {
  expect(roughly(ms)).toBe(text)
})
