// What the system tells of battery and mains, over a real connection whose waits are read off a clock turned by hand.
import { expect, test, vi } from 'vitest'
import { tellSurroundings } from '../../../src-main/desktop/power.ts'
import { powerMonitor } from '../../electron-standin/system.ts'
import { openTestController } from '../../support/connection-controller.ts'
import { createTestClock } from '../../support/test-clock.ts'

vi.mock('electron', async () => {
  const { powerMonitor } = await import('../../electron-standin/system.ts')
  return { powerMonitor, app: {} }
})

test('the wait between tries follows the battery and the window from event to event', async () => {
  const clock = createTestClock()
  const { controller, next, close } = await openTestController({ clock, random: () => 0.9 })
  let isSeen = true
  let tellSeen = (): void => undefined
  const see = (seen: boolean) => {
    isSeen = seen
    tellSeen()
  }
  const stop = tellSurroundings(
    { connection: controller },
    {
      isSeen: () => isSeen,
      onSeen: listener => {
        tellSeen = listener
        return () => {
          tellSeen = () => undefined
        }
      },
    },
  )
  let waitMs = 0
  const wait = async () => {
    const waiting = next('waiting')
    clock.pass(waitMs)
    waitMs = ((await waiting).retryAt ?? 0) - clock.now()
    return waitMs
  }
  try {
    const first = next('waiting')
    // Nothing listens there, and nothing ever will.
    controller.connect({ kind: 'direct', url: 'ws://127.0.0.1:1' })
    await first
    // A port that is closed is asked often at first, whatever the surroundings.
    while ((await wait()) < 20_000);
    expect(await wait()).toBe(27_000)

    powerMonitor.emit('on-battery')
    expect(await wait()).toBe(27_000)
    see(false)
    expect(await wait()).toBe(54_000)
    powerMonitor.emit('on-ac')
    expect(await wait()).toBe(27_000)
    powerMonitor.emit('on-battery')
    expect(await wait()).toBe(54_000)
    see(true)
    expect(await wait()).toBe(27_000)

    stop()
    see(false)
    expect(powerMonitor.listenerCount('on-ac')).toBe(1)
    expect(await wait()).toBe(27_000)
  } finally {
    stop()
    await close()
  }
})
