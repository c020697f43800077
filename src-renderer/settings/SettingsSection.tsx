import type { ReactNode } from 'react'
import { Panel } from '../ui/Panel.tsx'
import { sections, type SectionId } from './settings-index.ts'
import classes from './settings.module.css'

export function SettingsSection({
  id,
  actions,
  children,
}: {
  id: SectionId
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <div id={`settings-${id}`} className={classes.section}>
      <Panel title={sections.find(section => section.id === id)?.title ?? id} actions={actions}>
        {children}
      </Panel>
    </div>
  )
}
