import { type FastifyInstance, type FastifyServerOptions, LogController } from "fastify";

export interface LogOptions {
  readonly level: string;
  readonly stream: { write(line: string): void };
}

/** Only what is listed leaves the process: headers and bodies are not. */
const serializers = {
  req: ({ id, method, url }: { readonly id: string; readonly method: string; readonly url: string }) => ({
    id,
    method,
    path: url.split("?", 1)[0],
  }),
  res: ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode }),
};

/** JSON lines. What looks like a credential is cut out even where somebody logs it by mistake. */
export const toLoggerOptions = ({ level, stream }: LogOptions): Pick<FastifyServerOptions, "logger" | "logController"> => ({
  logController: new LogController({ disableRequestLogging: true }),
  logger: {
    level,
    stream,
    serializers,
    redact: {
      paths: [
        "secrets",
        "*.secrets",
        "password",
        "*.password",
        "token",
        "*.token",
        "authorization",
        "*.authorization",
        "*.headers.authorization",
        "cookie",
        "*.cookie",
      ],
      censor: "<secret>",
    },
  },
});

/** One line per request, when it is answered: changes and failures always, reads at debug. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const quiet = reply.statusCode < 500 && (request.method === "GET" || request.method === "HEAD");
    const line = { req: request, res: reply, ms: Math.round(reply.elapsedTime), route: request.routeOptions.url };
    if (quiet) request.log.debug(line, "answered");
    else request.log.info(line, "answered");
  });
}
