import { expect, test } from 'vitest'
import { openTestController } from '../../support/connection-controller.ts'
import { createTestClock } from '../../support/test-clock.ts'

test('while nobody looks and the battery pays, tries lie further apart', async () => {
  const clock = createTestClock()
  const { controller, next, close } = await openTestController({ clock, random: () => 0.9 })
  let waitMs = 0
  const nextWait = async (begin: () => void) => {
    const waiting = next('waiting')
    begin()
    waitMs = ((await waiting).retryAt ?? 0) - clock.now()
  }
  try {
    // Nothing listens there, and nothing ever will: after a while it is asked as seldom as anything else.
    await nextWait(() => controller.connect({ kind: 'direct', url: 'ws://127.0.0.1:1' }))
    for (let failures = 1; failures < 92; failures += 1) await nextWait(() => clock.pass(waitMs))
    expect(waitMs).toBe(27_000)
    controller.surroundedBy({ isSeen: false, onBattery: true })
    await nextWait(() => clock.pass(waitMs))
    expect(waitMs).toBe(54_000)
    controller.surroundedBy({ isSeen: true, onBattery: true })
    await nextWait(() => clock.pass(waitMs))
    expect(waitMs).toBe(27_000)
  } finally {
    await close()
  }
})
