import type { ReactNode } from 'react'
import { Panel } from '../ui/Panel.tsx'
import { useWords } from '../words.ts'
import type { SectionId } from './settings-index.ts'
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
  const { t } = useWords()
  return (
    <div id={`settings-${id}`} className={classes.section}>
      <Panel title={t(`settings.sections.${id}`)} actions={actions}>
        {children}
      </Panel>
    </div>
  )
}
