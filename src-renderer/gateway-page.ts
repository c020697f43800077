// Whether a gateway served this page: then it belongs to that one gateway, and there is no app behind it.

/** The mark is written into the page by `src-main/gateway/control-ui-page.ts`. */
export function gatewayOfThisPage(): { readonly version: string } | undefined {
  const mark = document.querySelector<HTMLMetaElement>('meta[name="gangway-gateway"]')
  return mark ? { version: mark.content } : undefined
}

export function isGatewayPage(): boolean {
  return gatewayOfThisPage() !== undefined
}
