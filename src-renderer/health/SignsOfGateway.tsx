import { httpSigns, type HealthLook, type HttpSign } from '../../src-shared/health.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { sayWhenAndWhere } from '../../src-shared/health-lights.ts'
import { useWords } from '../words.ts'
import classes from './health.module.css'

type Props = {
  readonly look: HealthLook
  readonly road: ConnectionTarget['kind'] | undefined
  readonly now: number
}

/** Its three addresses read apart: a process may live, take no clients, or miss a channel. */
export function SignsOfGateway({ look, road, now }: Props) {
  const { t } = useWords()
  return (
    <div className={classes.signs}>
      <h3 className={classes.signsTitle}>{t('health.signs.title')}</h3>
      <dl>
        {httpSigns.map(name => (
          <div key={name} className={classes.row}>
            <dt>
              <code translate="no">/{name}</code> {t(`health.signs.${name}`)}
            </dt>
            <dd className={classes.rowDetail}>{saySign(look.http?.[name], t)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.age}>{sayWhenAndWhere(look.at, road, now, t)}</p>
    </div>
  )
}

function saySign(sign: HttpSign | undefined, t: T): string {
  if (sign?.status === undefined) return t('health.signs.silent')
  if (sign.status === 404) return t('health.signs.absent')
  if (sign.status === 200) return t('health.signs.yes', { ms: sign.ms })
  return t('health.signs.no', { status: sign.status, failing: sign.failing.join(', ') || undefined })
}
