// The lid closed in one city and opened in another: amber while it comes back by itself, then green, and never red.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stepMachine } from '../../../src-main/connection/machine/connection-machine.ts'
import { initialMachine, type Happening } from '../../../src-main/connection/machine/machine.ts'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import type { HealthSnapshot } from '../../../src-shared/health.ts'
import { hasFocus } from '../../support/keyboard.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { errors, gatewayInfo, healthy, sshTarget } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

/** The connection's own states, as its machine makes them. */
function drive() {
  let machine = initialMachine
  return (happening: DriveHappening): ConnectionState => {
    const given = { now: Date.now(), random: 0.5 }
    machine = stepMachine(
      machine,
      { generation: machine.generation, ...happening } as Happening,
      given,
    ).machine
    return machine.state
  }
}

type DriveHappening = Happening extends infer One
  ? One extends { generation: number }
    ? Omit<One, 'generation'>
    : One
  : never

/** As one round trip just now leaves it. */
const measured = (): HealthSnapshot => {
  const at = Date.now()
  return { ...healthy, latency: [{ at, ms: 20 }], gatewayAt: at }
}

const lost = { kind: 'failed', error: errors.unreachable } as const

type Glow = {
  readonly bar: string
  readonly verdict: string
  readonly tunnel: string
  readonly headline: string
}

/** Keeps every look that the window takes on, from here on. */
function watchColours(): void {
  const read = (selector: string, name: string) => document.querySelector(selector)?.getAttribute(name) ?? ''
  const look = (): Glow => ({
    bar: read('section[data-tone]', 'data-tone'),
    headline: document.querySelector('section[data-tone] [role="status"]')?.textContent ?? '',
    verdict: read('section[data-shape]', 'data-shape'),
    tunnel: read('[data-light="tunnel"]', 'data-color'),
  })
  const seen = [look()]
  Object.assign(globalThis, { seen })
  const options = { subtree: true, childList: true, attributes: true, characterData: true }
  new MutationObserver(() => void seen.push(look())).observe(document.body, options)
}

const inARow = (values: readonly string[]) => values.filter((value, index) => value !== values[index - 1])

test('from the loss through the tries to the return the window is amber, and then green again', async () => {
  const happens = drive()
  happens({ kind: 'connect', target: sshTarget, attended: true })
  const online = happens({ kind: 'opened', gateway: gatewayInfo })
  const { page, tell, close } = await bench.open({
    hash: '#/health',
    answers: { 'connection.current': () => online, 'health.current': measured },
  })
  const bar = page.getByRole('region', { name: 'Connection' })
  const retry = bar.getByRole('button', { name: 'Retry now' })
  await bar.getByText('Connected to harbour').waitFor()
  await page.evaluate(watchColours)

  for (const _try of [1, 2, 3]) {
    await tell('connection.changed', happens(lost))
    await bar.getByText(/Next try/).waitFor()
    await retry.focus()
    await tell('connection.changed', happens({ kind: 'due' }))
    await bar.getByText(/Next try/).waitFor({ state: 'detached' })
    // The button is in its place, with the focus, and asks for nothing while a try is under way.
    expect(await retry.getAttribute('aria-disabled')).toBe('true')
    expect(await hasFocus(retry)).toBe(true)
  }
  await tell('health.changed', measured())
  await tell('connection.changed', happens({ kind: 'opened', gateway: gatewayInfo }))
  await bar.getByText('Connected to harbour').waitFor()

  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Glow[] }).seen)
  expect(inARow(seen.map(look => look.bar))).toEqual(['good', 'returning', 'good'])
  expect(inARow(seen.map(({ headline }) => headline))).toEqual([
    'Connected to harbour',
    'Reconnecting to harbour',
    'Connected to harbour',
  ])
  expect(inARow(seen.map(({ tunnel }) => tunnel))).toEqual(['green', 'amber', 'green'])
  expect(inARow(seen.map(({ verdict }) => verdict))).toEqual(['good', 'returning', 'good'])
  await close()
})
