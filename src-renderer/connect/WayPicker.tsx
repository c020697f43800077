import { IconDeviceLaptop, IconLink, IconTerminal2 } from '@tabler/icons-react'
import { useId } from 'react'
import type { Way } from './target-form.ts'
import { useWords } from '../words.ts'
import classes from './WayPicker.module.css'

const ways = [
  { way: 'local', Icon: IconDeviceLaptop },
  { way: 'ssh', Icon: IconTerminal2 },
  { way: 'direct', Icon: IconLink },
] as const

/** Three radio buttons, drawn as cards: the arrow keys walk between them. */
export function WayPicker({ way, onWay }: { way: Way; onWay: (way: Way) => void }) {
  const { t } = useWords()
  const name = useId()
  return (
    <fieldset className={classes.ways}>
      <legend className="visually-hidden">{t('connect.form.wayGroup')}</legend>
      {ways.map(({ way: value, Icon }) => (
        <label key={value} className={classes.way}>
          <input
            type="radio"
            className={classes.radio}
            name={name}
            value={value}
            checked={way === value}
            onChange={() => onWay(value)}
          />
          <Icon size={20} stroke={1.6} aria-hidden className={classes.icon} />
          <span className={classes.words}>
            <span className={classes.title}>{t(`connect.form.ways.${value}.title`)}</span>
            <span className={classes.detail}>{t(`connect.form.ways.${value}.detail`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
