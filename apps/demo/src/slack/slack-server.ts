import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Inbox } from "./inbox.ts";
import { receive } from "./message.ts";
import { ICON, renderFeed, renderPage, SCRIPT, STYLE } from "./page.ts";

/** The webhook that the demo gives to Solvent. Any other of this shape works as well. */
export const WEBHOOK_PATH = "/services/T0SOLVENT/B0DEMO/local-stand-in";

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const KEEP_ALIVE_MS = 15_000;
const LARGEST_BODY = 1024 * 1024;

/** Tells the browser of each message until it goes away. */
function streamEvents(inbox: Inbox, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  raw.write(": hello\n\n");
  const unlisten = inbox.listen(() => raw.write("data: new\n\n"));
  const timer = setInterval(() => raw.write(": still here\n\n"), KEEP_ALIVE_MS);
  raw.on("close", () => {
    clearInterval(timer);
    unlisten();
  });
}

function serveWebhook(app: FastifyInstance, inbox: Inbox): void {
  app.setErrorHandler((_error, _request, reply) => reply.code(400).type("text/plain").send("invalid_payload"));
  app.post<{ Params: { team: string; hook: string } }>("/services/:team/:hook/:key", async (request, reply) => {
    reply.type("text/plain");
    if (!/^T\w+$/.test(request.params.team) || !/^B\w+$/.test(request.params.hook)) return reply.code(404).send("no_service");
    const received = receive(request.body);
    if (!received.ok) return reply.code(400).send(received.answer);
    inbox.add(received.message);
    return reply.send("ok");
  });
}

function servePage(app: FastifyInstance, inbox: Inbox): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.headers({ "content-security-policy": POLICY, "x-content-type-options": "nosniff", "cache-control": "no-store" });
  });
  app.get("/", (_request, reply) => reply.type("text/html; charset=utf-8").send(renderPage(inbox.messages()).html));
  app.get("/feed", (_request, reply) => reply.type("text/html; charset=utf-8").send(renderFeed(inbox.messages()).html));
  app.get("/page.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(STYLE));
  app.get("/page.js", (_request, reply) => reply.type("text/javascript; charset=utf-8").send(SCRIPT));
  app.get("/icon.svg", (_request, reply) => reply.type("image/svg+xml").send(ICON));
  app.get("/events", (_request, reply) => streamEvents(inbox, reply));
  app.get("/messages", () => ({ messages: inbox.messages() }));
}

/** A server that takes what Solvent sends to Slack and shows it. */
export function buildSlack(inbox: Inbox): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: LARGEST_BODY, forceCloseConnections: true });
  serveWebhook(app, inbox);
  servePage(app, inbox);
  return app;
}
