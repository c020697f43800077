// The gateway, or a node, as a scheduled task at logon (Task Scheduler schema, version 1.2). Pure.
import path from 'node:path'
import { serviceName, type ServicePlan, type ServiceWish } from './service.ts'
import { escapeXml } from './xml-text.ts'

export function scheduledTask(wish: ServiceWish): ServicePlan {
  const name = `Gangway\\${serviceName(wish)}`
  const file = path.win32.join(wish.stateDir, `${wish.kind}-task.xml`)
  const schtasks = (...args: string[]) => ({ argv: ['schtasks.exe', ...args] as [string, ...string[]] })
  return {
    name,
    file,
    text: taskXml(wish),
    begin: [schtasks('/Create', '/TN', name, '/XML', file, '/F'), schtasks('/Run', '/TN', name)],
    end: [
      { ...schtasks('/End', '/TN', name), mayFail: true },
      { ...schtasks('/Delete', '/TN', name, '/F'), mayFail: true },
    ],
    afterwards: [],
    remarks: ['It runs while you are logged in.'],
  }
}

function taskXml({ kind, profile, command }: ServiceWish): string {
  const [program, ...args] = command
  // Without a console window: conhost gives the program one that is never shown.
  const line = ['--headless', program, ...args].map(quoted).join(' ')
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${escapeXml(`Gangway ${kind} (profile ${profile})`)}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%SystemRoot%\\System32\\conhost.exe</Command>
      <Arguments>${escapeXml(line)}</Arguments>
    </Exec>
  </Actions>
</Task>
`
}

/** As CommandLineToArgvW takes it apart: backslashes count only before a quote. */
function quoted(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word
  const escaped = word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, slashes => slashes + slashes)
  return `"${escaped}"`
}
