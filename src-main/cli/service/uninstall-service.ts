// `gangway gateway uninstall` and `gangway node uninstall`: stop the service and remove its description; what it kept stays.
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { runSteps } from './run-steps.ts'
import { putBack, readServiceFile } from './service-file.ts'
import type { ServiceKind } from './service.ts'
import { commandLine, thisService } from './this-service.ts'

export type UninstallOptions = { readonly dryRun?: boolean | undefined; readonly yes?: boolean | undefined }

export async function uninstallService(
  context: CliContext,
  kind: ServiceKind,
  options: UninstallOptions,
): Promise<void> {
  const { output, signal, stateDir } = context
  const plan = thisService(context, kind)
  const steps = [...plan.end.map(commandLine), `remove ${plan.file}`, ...plan.afterwards.map(commandLine)]
  const facts = { name: plan.name, file: plan.file, steps }
  if ((await readServiceFile(plan)) === undefined) {
    output.result({ ok: true, uninstalled: false, ...facts }, [`${plan.name} is not installed.`])
    return
  }
  if (options.dryRun) {
    output.result({ ok: true, uninstalled: false, ...facts }, steps)
    return
  }
  for (const step of steps) output.note(step)
  await confirm(context, `Stop and remove ${plan.name}?`, options.yes)
  await runSteps(plan.end, signal)
  await putBack(plan, undefined)
  await runSteps(plan.afterwards, signal)
  output.result({ ok: true, uninstalled: true, ...facts }, [
    `${plan.name} is stopped and removed. What it kept stays in ${stateDir}.`,
  ])
}
