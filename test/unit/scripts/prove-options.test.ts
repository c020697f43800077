import { describe, expect, test } from 'vitest'
import { readProveOptions } from '../../proof/prove-options.ts'
import { cases } from '../../proof/registry/cases.ts'
import { testSeed } from '../../support/seeded-random.ts'

const optionsOf = (...args: string[]) => {
  const wish = readProveOptions(args)
  if (!('options' in wish)) throw new Error(`not understood: ${JSON.stringify(wish)}`)
  return wish.options
}

describe('what npm run prove is told', () => {
  test('nothing: the usual amount of every case, written down', () => {
    expect(optionsOf()).toEqual({
      cases,
      amount: 'usual',
      seed: testSeed,
      atOnce: 2,
      asJson: false,
      isRecorded: true,
    })
  })

  test('cases by their id and by the promise they speak for, in the order of the registry', () => {
    const { cases: played, amount, seed } = optionsOf('--only', 'F6, P3', '--amount', '4', '--seed', '7')
    expect(played.map(({ id }) => id)).toEqual(['P3.server', 'P3.local', 'F6'])
    expect({ amount, seed }).toEqual({ amount: 4, seed: 7 })
  })

  test.each([
    [['--only', 'F1,X99,Q'], 'There is no case or promise X99, Q.'],
    [['--only', ','], '--only needs the id of a case or of a promise, like --only P4,F6.'],
    [['--amount', 'abc'], '--amount is a whole number of 1 or more, not "abc".'],
    [['--amount', '0'], '--amount is a whole number of 1 or more, not "0".'],
    [['--amount=-3'], '--amount is a whole number of 1 or more, not "-3".'],
    [['--amount', '1.5'], '--amount is a whole number of 1 or more, not "1.5".'],
    [['--seed', 'x'], '--seed is a whole number of 0 or more, not "x".'],
    [['--seed='], '--seed is a whole number of 0 or more, not "".'],
    [['--at-once', '0'], '--at-once is a whole number of 1 or more, not "0".'],
    [['--full', '--promised'], 'Choose one of --promised, --full and --amount.'],
    [['--full', '--amount', '3'], 'Choose one of --promised, --full and --amount.'],
  ])('%j plays nothing and says why', (args, problem) => {
    expect(readProveOptions(args)).toEqual({ problem })
  })

  test.each([['--bogus'], ['F1'], ['--only']])('%s is not understood, in a sentence', word => {
    expect(readProveOptions([word])).toEqual({ problem: expect.stringContaining(word) })
  })

  test('--help names every case', () => {
    const wish = readProveOptions(['--help', '--only', 'F1'])
    const words = 'help' in wish ? wish.help.split(/\s+/) : []
    for (const { id } of cases) expect(words).toContain(id)
  })
})
