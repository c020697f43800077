import { useEffect, useState } from 'react'
import { desktop } from '../desktop.ts'

const confirmationMs = 2000

/** Copies to the clipboard, and says for two seconds that it did. The promise rejects when the browser refuses. */
export function useCopy(): { copied: boolean; copy: (text: string) => Promise<void> } {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), confirmationMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (text: string) => {
    // The desktop window has no permissions at all, so its clipboard is asked for like everything else.
    await navigator.clipboard.writeText(text).catch(() => desktop.app.copyText({ text }))
    setCopied(true)
  }
  return { copied, copy }
}
