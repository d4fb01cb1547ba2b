/** A host name or address in lower case, without brackets, and the port where one was written. */
export interface HostEntry {
  readonly name: string;
  readonly port: number | null;
}

const HOST = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?))(?::(\d{1,5}))?$/;

/** Reads `name`, `name:port`, `127.0.0.1:80` or `[::1]:80`; null when it is none of these. */
export function parseHostEntry(text: string): HostEntry | null {
  const match = HOST.exec(text.toLowerCase());
  if (match === null) return null;
  const [, address, name, port] = match;
  if (port !== undefined && Number(port) > 65_535) return null;
  return { name: address ?? name ?? "", port: port === undefined ? null : Number(port) };
}

/** Whether a host name or address can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || name === "::1" || /^127(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(name);
}

/** How a `host` setting is written inside a URL. */
export const hostInUrl = (host: string): string => (host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);

/**
 * Decides whether a Host header may be answered. Loopback names are always fine, with any port, because the port may be
 * forwarded; a page of another site can make a browser connect here, but not send one of these names (DNS rebinding).
 */
export function makeHostCheck(allowed: readonly string[]): (header: string | undefined) => boolean {
  const entries = allowed.flatMap((text) => parseHostEntry(text) ?? []);
  return (header) => {
    const host = header === undefined ? null : parseHostEntry(header);
    if (host === null) return false;
    return (
      isLoopbackHost(host.name) || entries.some((entry) => entry.name === host.name && (entry.port === null || entry.port === host.port))
    );
  };
}
