/** An address that a browser may be sent to, in its normal form; null for any other text. */
export function webAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? href.replaceAll("|", "%7C") : null;
}
