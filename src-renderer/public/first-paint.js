// Runs before the first paint, so that a dark window does not flash white. The setting itself comes later from the app.
;(function setColorScheme() {
  let appearance = null
  try {
    appearance = localStorage.getItem('appearance')
  } catch {
    // Storage can be switched off; the system's own preference is a good answer then.
  }
  const dark =
    appearance === 'dark' || (appearance !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
