import classes from './GangwayMark.module.css'

/** Quay and ship with the plank between them. */
export function GangwayMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable={false}>
      <rect width="32" height="32" rx="8" className={classes.ground} />
      <path d="M7 9v16M25 6.5v13M7 21l18-9" className={classes.plank} />
      <path d="M12.6 14.9v3.3M18.6 11.9v3.3" className={classes.rope} />
    </svg>
  )
}
