import {
  IconChevronRight,
  IconDeviceLaptop,
  IconFileImport,
  IconLink,
  IconTerminal2,
} from '@tabler/icons-react'
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { Way } from '../connect/target-form.ts'
import { useFoundConfig } from './use-import.ts'
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
  onChoose: (way: Way | 'import') => void
  refusal: ErrorReport | undefined
}) {
  const { t } = useWords()
  const found = useFoundConfig()
  return (
    <>
      <PageHeading title={t('welcome.title')}>{t('welcome.lead')}</PageHeading>
      {refusal && <ErrorNote error={refusal} />}
      <ul className={classes.ways}>
        {ways.map(({ way, Icon }) => (
          <Choice
            key={way}
            Icon={Icon}
            title={t(`welcome.ways.${way}.title`)}
            detail={t(`welcome.ways.${way}.detail`)}
            onClick={() => onChoose(way)}
          />
        ))}
        <Choice
          Icon={IconFileImport}
          title={t('welcome.importWay.title')}
          detail={t('welcome.importWay.detail', { path: found })}
          onClick={() => onChoose('import')}
        />
      </ul>
    </>
  )
}

function Choice({
  Icon,
  title,
  detail,
  onClick,
}: {
  Icon: typeof IconLink
  title: string
  detail: string
  onClick: () => void
}) {
  return (
    <li>
      <button type="button" className={classes.way} onClick={onClick}>
        <span className={classes.icon}>
          <Icon size={22} stroke={1.6} aria-hidden />
        </span>
        <span className={classes.words}>
          <span className={classes.wayTitle}>{title}</span>
          <span className={classes.detail}>{detail}</span>
        </span>
        <IconChevronRight size={18} stroke={1.7} aria-hidden className={classes.chevron} />
      </button>
    </li>
  )
}
