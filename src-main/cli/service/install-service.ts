// `gangway gateway install` and `gangway node install`: keep it running, after showing how.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { runSteps } from './run-steps.ts'
import { putBack, readServiceFile, writeServiceFile } from './service-file.ts'
import type { ServiceKind } from './service.ts'
import { commandLine, thisService } from './this-service.ts'

export type InstallOptions = {
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
}

export async function installService(
  context: CliContext,
  kind: ServiceKind,
  args: readonly string[],
  options: InstallOptions,
): Promise<void> {
  const { output, signal, stateDir } = context
  const plan = thisService(context, kind, args)
  const commands = plan.begin.map(commandLine)
  const facts = { name: plan.name, file: plan.file, text: plan.text, commands }
  const shown = [`${plan.file}:`, '', ...plan.text.trimEnd().split('\n'), '', 'Then:', ...commands]
  if (options.dryRun) {
    output.result({ ok: true, installed: false, ...facts }, shown)
    return
  }
  for (const line of shown) output.note(line)
  const before = await readServiceFile(plan)
  if (before) output.note('It takes the place of the one that is there.')
  await confirm(context, 'Install it?', options.yes)

  await mkdir(path.join(stateDir, 'logs'), { recursive: true, mode: 0o700 })
  await writeServiceFile(plan)
  try {
    await runSteps(plan.begin, signal)
  } catch (error) {
    // A description of a service that cannot be started would be tried again at the next login.
    await putBack(plan, before)
    throw error
  }
  output.result({ ok: true, installed: true, ...facts }, [
    `${plan.name} is installed and started.`,
    ...plan.remarks,
    `How it is: gangway ${kind} status`,
  ])
}
