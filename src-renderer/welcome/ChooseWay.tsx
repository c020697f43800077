import { IconChevronRight, IconDeviceLaptop, IconLink, IconTerminal2 } from '@tabler/icons-react'
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { Way } from '../connect/target-form.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useWords } from '../words.ts'
import classes from './welcome.module.css'

const ways = [
  { way: 'local', Icon: IconDeviceLaptop },
  { way: 'ssh', Icon: IconTerminal2 },
  { way: 'direct', Icon: IconLink },
] as const

export function ChooseWay({
  onChoose,
  refusal,
}: {
  onChoose: (way: Way) => void
  refusal: ErrorReport | undefined
}) {
  const { t } = useWords()
  return (
    <>
      <PageHeading title={t('welcome.title')}>{t('welcome.lead')}</PageHeading>
      {refusal && <ErrorNote error={refusal} />}
      <ul className={classes.ways}>
        {ways.map(({ way, Icon }) => (
          <li key={way}>
            <button type="button" className={classes.way} onClick={() => onChoose(way)}>
              <span className={classes.icon}>
                <Icon size={22} stroke={1.6} aria-hidden />
              </span>
              <span className={classes.words}>
                <span className={classes.wayTitle}>{t(`welcome.ways.${way}.title`)}</span>
                <span className={classes.detail}>{t(`welcome.ways.${way}.detail`)}</span>
              </span>
              <IconChevronRight size={18} stroke={1.7} aria-hidden className={classes.chevron} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
