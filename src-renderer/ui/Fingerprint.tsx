import classes from './Fingerprint.module.css'

const groupLength = 4

type Props = {
  /** `SHA256:…` of an SSH key, or a certificate's hex digits. */
  readonly value: string
  /** The one that must be typed or pasted from elsewhere is not handed over by the page. */
  readonly selectable?: boolean
}

/** A fingerprint in groups that eyes can follow. The gaps are drawn, not written: copied text has none. */
export function Fingerprint({ value, selectable = true }: Props) {
  const [, scheme = '', digits = value] = /^([A-Za-z0-9-]+:)(?=.{20,}$)(.*)$/.exec(value) ?? []
  const plain = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i.test(value) ? value.split(':') : undefined
  const groups = plain ?? digits.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []
  return (
    <code className={classes.fingerprint} data-selectable={selectable} translate="no">
      {plain ? null : scheme}
      {groups.map((group, index) => (
        // The groups of one fingerprint never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={classes.group}>
          {group}
        </span>
      ))}
    </code>
  )
}
