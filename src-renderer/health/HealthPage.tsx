export function HealthPage() {
  return <h1 tabIndex={-1}>Health</h1>
}
