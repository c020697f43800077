import { expect, test } from 'vitest'
import { logLine } from '../../../src-main/cli/log-line.ts'

test.each([
  [
    '{"at":"T","level":"warn","message":"it broke","port":1,"why":{"a":1}}',
    { at: 'T', level: 'warn', message: 'it broke', fields: 'port=1 why={"a":1}' },
  ],
  [
    '{"time":"T","_meta":{"logLevelName":"INFO"},"message":"the gateway is ready"}',
    { at: 'T', level: 'info', message: 'the gateway is ready', fields: '' },
  ],
  [
    '{"0":"listening","1":{"port":1},"time":"T","_meta":{"logLevelName":"DEBUG"}}',
    { at: 'T', level: 'debug', message: 'listening {"port":1}', fields: '' },
  ],
  ['not JSON \u001b[2J at all', { at: '', level: 'info', message: 'not JSON [2J at all', fields: '' }],
  ['[1,2]', { at: '', level: 'info', message: '[1,2]', fields: '' }],
])('%s', (line, entry) => {
  expect(logLine(line)).toEqual(entry)
})
