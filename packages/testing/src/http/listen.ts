import type { IncomingMessage } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** Starts on loopback; port 0 takes any free one. Gives scheme://host:port. */
export function listen(server: Server, port = 0, scheme: "http" | "https" = "http"): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Stops a server of HTTP, open connections included. */
export const stopServer = (server: Server & { closeAllConnections(): void }): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The whole body of a request as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
