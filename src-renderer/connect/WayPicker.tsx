import { IconDeviceLaptop, IconLink, IconTerminal2 } from '@tabler/icons-react'
import { useId } from 'react'
import type { Way } from './target-form.ts'
import classes from './WayPicker.module.css'

const ways = [
  { way: 'local', title: 'This computer', detail: 'The built-in gateway', Icon: IconDeviceLaptop },
  { way: 'ssh', title: 'Another computer', detail: 'Over SSH', Icon: IconTerminal2 },
  { way: 'direct', title: 'A gateway address', detail: 'ws:// or wss://', Icon: IconLink },
] as const

/** Three radio buttons, drawn as cards: the arrow keys walk between them. */
export function WayPicker({ way, onWay }: { way: Way; onWay: (way: Way) => void }) {
  const name = useId()
  return (
    <fieldset className={classes.ways}>
      <legend className="visually-hidden">Where the gateway is</legend>
      {ways.map(({ way: value, title, detail, Icon }) => (
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
            <span className={classes.title}>{title}</span>
            <span className={classes.detail}>{detail}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
