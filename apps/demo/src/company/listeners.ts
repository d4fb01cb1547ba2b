import type { FastifyInstance } from "fastify";
import { type CompanySettings, SettingsError } from "./settings.ts";

/** The servers of the company that have been opened so far. */
export interface Listeners {
  /** Listens `offset` ports after the first; returns host:port as it is reached from outside. */
  open(app: FastifyInstance, offset: number): Promise<string>;
  close(): Promise<void>;
}

function explained(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code !== "EADDRINUSE") return error;
  return new SettingsError(`Port ${port} is in use, perhaps by another demo. Stop that program or choose other ports with DEMO_PORT.`);
}

export function makeListeners({ host, publicHost, basePort }: CompanySettings): Listeners {
  const opened: FastifyInstance[] = [];
  return {
    async open(app, offset) {
      opened.push(app);
      const port = basePort === 0 ? 0 : basePort + offset;
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw explained(error, port);
      }
      const address = app.server.address();
      return `${publicHost}:${typeof address === "object" && address !== null ? address.port : port}`;
    },
    close: async () => {
      await Promise.all(opened.map((app) => app.close()));
    },
  };
}
