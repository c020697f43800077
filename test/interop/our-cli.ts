// Our command against the real gateway: as a tool with the shared secret, and no device.
import path from 'node:path'
import { runCli } from '../support/built-program.ts'
import { expectThat, type Check } from './checks.ts'

type Printed = Readonly<Record<string, unknown>>

export async function checkOurCli(
  check: Check,
  gateway: { port: number; token: string },
  home: string,
): Promise<void> {
  const given = ['--url', `ws://127.0.0.1:${gateway.port}`, '--token', gateway.token]
  const stateDir = path.join(home, 'gangway-cli')

  const saying = (words: string, seen: (printed: Printed) => string) =>
    check(`gangway ${words}`, async () => {
      const { code, stdout, stderr } = await runCli([
        ...words.split(' '),
        '--json',
        '--state-dir',
        stateDir,
        ...given,
      ])
      expectThat(code === 0, `exit ${code}: ${(stdout || stderr).slice(0, 300)}`)
      return seen(JSON.parse(stdout.split('\n')[0] ?? '') as Printed)
    })
  const count = (printed: Printed, name: string) => `${(printed[name] as unknown[]).length} ${name}`

  await saying('health', printed => `version ${String(printed['version'])}, ${String(printed['level'])}`)
  await saying('status --deep', printed => Object.keys(printed['deep'] as object).join(', '))
  await saying('gateway probe', printed => count(printed, 'targets'))
  await saying('gateway agent --message Hello', printed => {
    // The model repeats the last thing it was told, and that is what OpenClaw adds behind the question.
    expectThat(String(printed['text']).startsWith('echo: '), 'the answer is not the model’s')
    return `ended with ${String(printed['status'])}`
  })
  await saying('sessions list', printed => count(printed, 'sessions'))
  await saying('sessions show main', printed => count(printed, 'messages'))
  await saying('devices list', printed => count(printed, 'paired'))
  await saying('nodes list', printed => count(printed, 'nodes'))
  await saying('nodes pending', printed => count(printed, 'pending'))
  await saying('channels status', printed => count(printed, 'channels'))
  await saying('logs --limit 3', printed => String(printed['level']))
}
