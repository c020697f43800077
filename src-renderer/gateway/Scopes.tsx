import { useWords } from '../words.ts'
import classes from './gateway.module.css'

const known = ['admin', 'read', 'write', 'approvals', 'pairing'] as const

/** Rights in words, each with its name beside it. */
export function Scopes({ scopes }: { scopes: readonly string[] }) {
  const { t } = useWords()
  if (scopes.length === 0) return <>{t('gateway.devices.asksForNothing')}</>
  return (
    <ul className={classes.words}>
      {scopes.map(scope => {
        const name = known.find(short => scope === `operator.${short}`)
        return (
          <li key={scope}>
            {name ? t(`gateway.scopes.${name}`) + ' ' : ''}
            <code className={classes.name} translate="no">
              {scope}
            </code>
          </li>
        )
      })}
    </ul>
  )
}
