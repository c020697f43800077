export function PromptDialogs() {
  return null
}
