import { useState, type ButtonHTMLAttributes, type ReactNode } from 'react'
import { placePopover } from './popover.ts'
import classes from './PopoverMenu.module.css'

type Props = {
  /** What the button that opens it names as its `popoverTarget`. */
  readonly id: string
  readonly width: 'narrow' | 'wide'
  /** Which of its edges stands at the button's. */
  readonly align: 'start' | 'end'
  readonly children: ReactNode
}

/**
 * Above everything, closed by Escape and by a click elsewhere. It begins on what is current, else on its first item. What is
 * in it is drawn while it is open: a list of fifty must cost nothing while nobody looks at it.
 */
export function PopoverMenu({ id, width, align, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div
      id={id}
      popover="auto"
      className={classes.menu}
      data-width={width}
      onBeforeToggle={({ newState }) => setOpen(newState === 'open')}
      onToggle={({ newState, currentTarget: menu }) => {
        if (newState !== 'open') return
        placePopover(menu, align)
        const current = menu.querySelector<HTMLElement>('[aria-current]')
        ;(current ?? menu.querySelector('button'))?.focus()
      }}
    >
      {isOpen && children}
    </div>
  )
}

export function PopoverItem(props: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'className'>) {
  return <button type="button" className={classes.item} {...props} />
}
