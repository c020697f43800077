import { useState } from 'react'

/** Whether a card is open. The list forgets rows that scroll away, so the conversation remembers it. */
export function useOpenDetails(open: Set<string>, id: string): [boolean, (open: boolean) => void] {
  const [isOpen, setOpen] = useState(() => open.has(id))
  return [
    isOpen,
    next => {
      if (next) open.add(id)
      else open.delete(id)
      setOpen(next)
    },
  ]
}
