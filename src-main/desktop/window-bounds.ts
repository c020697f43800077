// Where the window opens: where it was, if that is still on a screen.

export type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const defaultSize = { width: 1080, height: 760 }
export const minSize = { width: 420, height: 480 }

/** This much of the window's top edge has to be on a screen, so that it can be taken and moved. */
const reachable = { width: 160, height: 48 }

/**
 * The remembered bounds, made to fit the screens that are there now; without a position when they lie off every screen,
 * so that the system places the window. `workAreas` are in the same units (DIP), the primary screen's first.
 */
export function boundsToOpen(
  remembered: Rectangle | undefined,
  workAreas: readonly Rectangle[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } {
  const wanted = remembered ?? { ...defaultSize, x: 0, y: 0 }
  const home = remembered && workAreas.find(area => isReachable(remembered, area))
  const screen = home ?? workAreas[0]
  const size = {
    width: Math.round(Math.max(minSize.width, Math.min(wanted.width, screen?.width ?? wanted.width))),
    height: Math.round(Math.max(minSize.height, Math.min(wanted.height, screen?.height ?? wanted.height))),
  }
  return home ? { ...size, x: Math.round(wanted.x), y: Math.round(wanted.y) } : size
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const top = window.y - area.y
  return (
    overlap >= Math.min(reachable.width, window.width) &&
    top >= -reachable.height / 4 &&
    top <= area.height - reachable.height
  )
}
