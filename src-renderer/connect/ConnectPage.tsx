export function ConnectPage() {
  return <h1 tabIndex={-1}>Connect</h1>
}
