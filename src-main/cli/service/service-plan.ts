// Which kind of service keeps the gateway, or a node, running on which system.
import { appError } from '../../../src-shared/errors.ts'
import { launchAgent } from './launch-agent.ts'
import { scheduledTask } from './scheduled-task.ts'
import type { ServicePlace, ServicePlan, ServiceWish } from './service.ts'
import { systemdUnit } from './systemd-unit.ts'

/** Throws INVALID_INPUT on a system that has no services we know. */
export function planService(wish: ServiceWish, place: ServicePlace): ServicePlan {
  const { platform } = place
  if (platform === 'linux') return systemdUnit(wish, place)
  if (platform === 'darwin') return launchAgent(wish, place)
  if (platform === 'win32') return scheduledTask(wish)
  throw appError('INVALID_INPUT', {
    what: 'The platform',
    why: `Gangway knows no services of ${platform}; start it with: gangway ${wish.kind} run`,
  })
}
