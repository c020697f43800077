import { Command } from '../ui/Command.tsx'
import { useWords } from '../words.ts'
import classes from './connect.module.css'

/** A command for the gateway's host: OpenClaw's, and how it is called where the gateway is Gangway's own. */
export function HostCommand({
  command,
  ours,
  label,
}: {
  command: string
  ours: string | undefined
  label: string
}) {
  const { t } = useWords()
  return (
    <>
      <Command command={command} label={label} />
      {ours !== undefined && (
        <>
          <p className={classes.ours}>{t('connect.auth.ours')}</p>
          <Command command={ours} label={t('connect.auth.oursCommand')} />
        </>
      )}
    </>
  )
}
