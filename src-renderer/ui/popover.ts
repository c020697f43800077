// The browser's own popover, and where it stands: below the button that opens it, or above where there is no room.

const gap = 4

/** `align`: which of its edges stands at the button's. It stays inside the window. */
export function placePopover(menu: HTMLElement, align: 'start' | 'end'): void {
  const at = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`)?.getBoundingClientRect()
  if (!at) return
  const { offsetHeight, offsetWidth } = menu
  const below = at.bottom + gap
  const above = at.top - gap - offsetHeight
  const left = align === 'start' ? at.left : at.right - offsetWidth
  menu.style.top = `${below + offsetHeight > innerHeight && above >= 0 ? above : below}px`
  menu.style.left = `${Math.max(gap, Math.min(left, innerWidth - offsetWidth - gap))}px`
}

export function closePopover(id: string): void {
  document.getElementById(id)?.hidePopover()
}
