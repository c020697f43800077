export function ChatPage() {
  return <h1 tabIndex={-1}>Chat</h1>
}
