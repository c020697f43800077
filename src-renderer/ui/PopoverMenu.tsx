import { useId, useRef, type ButtonHTMLAttributes, type ReactNode, type RefObject } from 'react'
import classes from './PopoverMenu.module.css'

/** A menu and the button that opens it (its `ref`, and `popoverTarget={popover.id}`). */
export type Popover = {
  readonly id: string
  readonly menu: RefObject<HTMLDivElement | null>
  readonly button: RefObject<HTMLButtonElement | null>
  readonly close: () => void
}

const gap = 4

export function usePopover(): Popover {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  return { id, menu, button, close: () => menu.current?.hidePopover() }
}

type Props = {
  readonly popover: Popover
  readonly width: 'narrow' | 'wide'
  /** Which of its edges stands at the button's. */
  readonly align: 'start' | 'end'
  readonly children: ReactNode
}

/**
 * The browser's own popover: above everything, closed by Escape and by a click elsewhere. It stands below its button, or
 * above it where there is no room, and begins on what is current, else on its first item.
 */
export function PopoverMenu({ popover: { id, menu, button }, width, align, children }: Props) {
  const place = () => {
    if (!menu.current || !button.current) return
    const at = button.current.getBoundingClientRect()
    const { offsetHeight, offsetWidth } = menu.current
    const below = at.bottom + gap
    const isAbove = below + offsetHeight > innerHeight && at.top - gap - offsetHeight >= 0
    const left = align === 'start' ? at.left : at.right - offsetWidth
    menu.current.style.top = `${isAbove ? at.top - gap - offsetHeight : below}px`
    menu.current.style.left = `${Math.max(gap, Math.min(left, innerWidth - offsetWidth - gap))}px`
    const current = menu.current.querySelector<HTMLElement>('[aria-current]')
    ;(current ?? menu.current.querySelector('button'))?.focus()
  }
  return (
    <div
      ref={menu}
      id={id}
      popover="auto"
      className={classes.menu}
      data-width={width}
      onToggle={event => event.newState === 'open' && place()}
    >
      {children}
    </div>
  )
}

export function PopoverItem(props: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'className'>) {
  return <button type="button" className={classes.item} {...props} />
}
