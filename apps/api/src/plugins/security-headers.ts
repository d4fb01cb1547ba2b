import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

const SELF = "'self'";
const NONE = "'none'";

/**
 * Headers for every response. Scripts, styles, fonts and requests come from this origin only; nothing may frame the pages.
 * There is no upgrade-insecure-requests: Solvent is reached by plain HTTP on loopback.
 */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [NONE],
        scriptSrc: [SELF],
        styleSrc: [SELF],
        imgSrc: [SELF, "data:"],
        fontSrc: [SELF],
        connectSrc: [SELF],
        baseUri: [NONE],
        formAction: [SELF],
        frameAncestors: [NONE],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
  });
}
