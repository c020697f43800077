import { describe, expect, test } from 'vitest'
import type { Heard } from '../../../src-main/voice/engine.ts'
import {
  asleep,
  stepWake,
  voiceTimes,
  wakesAt,
  wordsSoFar,
  type WakeEffect,
  type WakeHappening,
  type WakeState,
} from '../../../src-main/voice/wake-machine.ts'

const triggers = ['openclaw', 'claude', 'computer', 'hey robot']

/** A machine with a clock: time passes in steps, and the machine is told whenever it asked to be. */
function startMachine() {
  let state: WakeState = asleep
  let at = 0
  const effects: WakeEffect[] = []
  const step = (happening: WakeHappening) => {
    const next = stepWake(state, happening)
    state = next.state
    effects.push(...next.effects)
  }
  const pass = (ms: number) => {
    const until = at + ms
    for (let due = wakesAt(state); due !== undefined && due <= until; due = wakesAt(state)) {
      at = due
      step({ kind: 'time', at })
    }
    at = until
  }
  const hear = (heard: Partial<Heard> & { text: string }) =>
    step({ kind: 'heard', at, heard: { isFinal: false, ...heard }, triggers })
  return {
    pass,
    hear,
    /** The words of one utterance, each a moment after the last. */
    say: (text: string, everyMs = 250) => {
      const words = text.split(' ')
      words.forEach((_, index) => {
        hear({ text: words.slice(0, index + 1).join(' ') })
        pass(everyMs)
      })
    },
    press: () => step({ kind: 'key-pressed', at }),
    release: () => step({ kind: 'key-released', at }),
    goDeaf: () => step({ kind: 'deaf' }),
    phase: () => state.phase,
    words: () => wordsSoFar(state),
    trigger: () => (state.phase === 'listening' ? state.trigger : undefined),
    outcomes: () => effects.filter(({ kind }) => kind !== 'reset'),
    resets: () => effects.filter(({ kind }) => kind === 'reset').length,
  }
}

describe('waking', () => {
  test('a wake word and a pause of 0.55 s wake it', () => {
    const machine = startMachine()
    machine.hear({ text: 'computer' })
    machine.pass(voiceTimes.wakePause - 1)
    expect(machine.phase()).toBe('asleep')
    machine.pass(1)
    expect(machine.phase()).toBe('listening')
    expect(machine.trigger()).toBe('computer')
  })

  test.each([
    ['whatever capitals and punctuation the engine writes', 'Hey, ROBOT!', 'hey robot'],
    ['when a name that the engine does not know is written as it sounds', 'open claw', 'openclaw'],
    ['at the end of a sentence', 'and now claude', 'claude'],
  ])('it wakes %s', (_, text, trigger) => {
    const machine = startMachine()
    machine.hear({ text })
    machine.pass(voiceTimes.wakePause)
    expect(machine.trigger()).toBe(trigger)
  })

  test.each(['my computer is broken again', 'the computers', 'close the open window', 'robot', ''])(
    'talking about other things does not: “%s”',
    text => {
      const machine = startMachine()
      machine.say(text, 300)
      machine.pass(10_000)
      expect(machine.phase()).toBe('asleep')
      expect(machine.outcomes()).toEqual([])
    },
  )

  test('words that come late and all together are told apart by when they were said', () => {
    const words = [
      { text: 'computer', startMs: 1000, endMs: 1400 },
      { text: 'lights', startMs: 2000, endMs: 2300 },
      { text: 'off', startMs: 2350, endMs: 2500 },
    ]
    const machine = startMachine()
    machine.hear({ text: 'computer lights off', words })
    expect(machine.phase()).toBe('listening')
    expect(machine.words()).toBe('lights off')

    const inOneBreath = startMachine()
    inOneBreath.hear({
      text: 'computer lights off',
      words: words.map(word => (word.text === 'computer' ? { ...word, endMs: 1900 } : word)),
    })
    inOneBreath.pass(10_000)
    expect(inOneBreath.phase()).toBe('asleep')
  })

  test('an utterance that ends with the word wakes it at once, for an engine ends one only after a silence', () => {
    const machine = startMachine()
    machine.hear({ text: 'computer', isFinal: true })
    expect(machine.phase()).toBe('listening')
    machine.hear({ text: 'lights off' })
    expect(machine.words()).toBe('lights off')
  })

  test('the same words again do not begin the pause anew', () => {
    const machine = startMachine()
    machine.hear({ text: 'computer' })
    machine.pass(400)
    machine.hear({ text: 'computer' })
    machine.pass(150)
    expect(machine.phase()).toBe('listening')
  })
})

describe('listening', () => {
  function woken() {
    const machine = startMachine()
    machine.hear({ text: 'Computer' })
    machine.pass(voiceTimes.wakePause)
    return machine
  }

  test('what is said next is sent after two seconds of silence, without the wake word', () => {
    const machine = woken()
    machine.say('Computer is the heating on?')
    machine.pass(voiceTimes.silence - 251)
    expect(machine.outcomes()).toEqual([])
    machine.pass(1)
    expect(machine.outcomes()).toEqual([{ kind: 'forward', trigger: 'computer', text: 'is the heating on?' }])
    expect(machine.resets()).toBe(1)
  })

  test('several utterances become one message', () => {
    const machine = woken()
    machine.hear({ text: 'Computer turn the lights off', isFinal: true })
    machine.pass(1500)
    machine.say('and lock the door')
    machine.pass(voiceTimes.silence)
    expect(machine.outcomes()).toEqual([
      { kind: 'forward', trigger: 'computer', text: 'turn the lights off and lock the door' },
    ])
  })

  test('five seconds of nothing send nothing', () => {
    const machine = woken()
    machine.pass(voiceTimes.silenceBeforeWords - 1)
    expect(machine.phase()).toBe('listening')
    machine.pass(1)
    expect(machine.outcomes()).toEqual([{ kind: 'cancelled', why: 'silence', trigger: 'computer' }])
  })

  test('who never stops talking is stopped after two minutes, and what was said is sent', () => {
    const machine = woken()
    for (let second = 0; machine.phase() === 'listening' && second < 300; second += 1) {
      machine.hear({ text: `Computer ${'word '.repeat(second + 1)}` })
      machine.pass(1000)
    }
    const [outcome] = machine.outcomes()
    expect(outcome).toMatchObject({ kind: 'forward' })
    expect(outcome?.kind === 'forward' && outcome.text.split(' ').length).toBe(120)
  })

  test('a text ends at 4,000 characters', () => {
    const machine = woken()
    machine.hear({ text: `Computer ${'abcdefghi '.repeat(500)}` })
    const [outcome] = machine.outcomes()
    expect(outcome?.kind === 'forward' && outcome.text.length).toBe(4000)
  })

  test.each(['never mind', 'call mother no never mind', 'Nieważne.', 'nevermind'])(
    '“%s” takes it back, sooner than silence would send it',
    text => {
      const machine = woken()
      machine.hear({ text: `Computer ${text}` })
      machine.pass(voiceTimes.wakePause)
      expect(machine.outcomes()).toEqual([{ kind: 'cancelled', why: 'said', trigger: 'computer' }])
    },
  )

  test('“never mind” in the middle of a sentence takes nothing back', () => {
    const machine = woken()
    machine.say('Computer never mind the rain', 300)
    machine.pass(voiceTimes.silence)
    expect(machine.outcomes()).toEqual([
      { kind: 'forward', trigger: 'computer', text: 'never mind the rain' },
    ])
  })

  test('for a moment after sending nothing wakes it', () => {
    const machine = woken()
    machine.say('Computer lights off')
    machine.pass(voiceTimes.silence)
    machine.hear({ text: 'computer', isFinal: true })
    machine.pass(voiceTimes.cooldown)
    expect(machine.phase()).toBe('asleep')
    machine.hear({ text: 'computer', isFinal: true })
    expect(machine.phase()).toBe('listening')
  })

  test('a microphone that goes away takes half an order with it', () => {
    const machine = woken()
    machine.say('Computer delete')
    machine.goDeaf()
    machine.pass(200_000)
    expect(machine.outcomes()).toEqual([])
    expect(machine.phase()).toBe('asleep')
  })
})

describe('the talk key', () => {
  test('held, it sends what was said while it was down, as soon as it is let go', () => {
    const machine = startMachine()
    machine.say('we were just talking')
    machine.press()
    machine.say('we were just talking what time is it', 1000)
    machine.release()
    expect(machine.outcomes()).toEqual([])
    machine.pass(voiceTimes.keyTail)
    expect(machine.outcomes()).toEqual([{ kind: 'forward', trigger: undefined, text: 'what time is it' }])
  })

  test('held, it waits through any silence', () => {
    const machine = startMachine()
    machine.press()
    machine.pass(30_000)
    expect(machine.phase()).toBe('listening')
  })

  test('pressed once, it listens until silence', () => {
    const machine = startMachine()
    machine.press()
    machine.pass(100)
    machine.release()
    machine.say('lights off')
    machine.pass(voiceTimes.silence)
    expect(machine.outcomes()).toEqual([{ kind: 'forward', trigger: undefined, text: 'lights off' }])
  })

  test('pressed again, it sends at once, and one that repeats while it is held changes nothing', () => {
    const machine = startMachine()
    machine.press()
    machine.press()
    machine.release()
    machine.say('lights off')
    machine.press()
    machine.pass(voiceTimes.keyTail)
    expect(machine.outcomes()).toEqual([{ kind: 'forward', trigger: undefined, text: 'lights off' }])
  })

  test('needs no wake word, and a wake word said meanwhile is a word', () => {
    const machine = startMachine()
    machine.press()
    machine.release()
    machine.say('computer')
    machine.pass(voiceTimes.silence)
    expect(machine.outcomes()).toEqual([{ kind: 'forward', trigger: undefined, text: 'computer' }])
  })
})
