export function SettingsPage({ section }: { section: string | undefined }) {
  return <h1 tabIndex={-1}>Settings {section}</h1>
}
