import { createServer as createHttpServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { faultOf, listen, type PlannedHttpFault, type ProperAnswer } from "../http/index.ts";
import { type CertifiedKey, makeTestCertificates, type TestCertificates } from "../tls/index.ts";
import { answerProbe, type ProbeFault, spoilConnection, type WrongCertificate } from "./faults.ts";

/** Certificates of a target: a proper one, and those with something wrong. */
export interface TargetCertificates {
  /** The authority that a prober has to trust. */
  readonly authority: string;
  readonly proper: CertifiedKey;
  readonly wrong: Readonly<Record<WrongCertificate, CertifiedKey>>;
}

export async function makeTargetCertificates(own?: TestCertificates): Promise<TargetCertificates> {
  const [trusted, other] = await Promise.all([own ?? makeTestCertificates(), makeTestCertificates()]);
  return {
    authority: trusted.authority.cert,
    proper: trusted.server,
    wrong: {
      expired: await trusted.expired(),
      "unknown-authority": other.server,
      "self-signed": other.authority,
      "wrong-name": await trusted.serverFor("elsewhere.example"),
    },
  };
}

export interface SeenProbe {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ProbeTargetOptions {
  /** With them the target speaks HTTPS. */
  readonly certificates?: TargetCertificates;
  /** The proper answer at the time of a request. */
  readonly answer: () => ProperAnswer;
}

/** A server on loopback that can be probed, and that can be made to fail in every way that a server can. */
export interface ProbeTarget {
  readonly url: string;
  /** `host:port` for probes of the connection alone. */
  readonly address: string;
  readonly requests: readonly SeenProbe[];
  /** Connections so far, those of requests among them. */
  readonly connections: () => number;
  /** From now on every request and connection gets this, until null. */
  failWith(fault: ProbeFault | null): Promise<void>;
  /** Only the n-th request from now on gets this. */
  failOnce(request: number, fault: ProbeFault): void;
  stop(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const makeServer = (certificates: TargetCertificates | undefined, handle: Handler) =>
  certificates === undefined ? createHttpServer(handle) : createHttpsServer(certificates.proper, handle);

export async function startProbeTarget({ certificates, answer }: ProbeTargetOptions): Promise<ProbeTarget> {
  const requests: SeenProbe[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let lasting: ProbeFault | null = null;
  let planned: PlannedHttpFault<ProbeFault>[] = [];

  const inner = makeServer(certificates, (request, response) => {
    const place = requests.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers });
    answerProbe(faultOf(planned, place) ?? lasting, response, answer);
  });
  // A client that gives up or dislikes the certificate is no trouble of the target.
  inner.on("tlsClientError", () => undefined);
  const outer = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    if (!spoilConnection(lasting, socket)) inner.emit("connection", socket);
  });
  const scheme = certificates === undefined ? "http" : "https";
  const url = await listen(outer, 0, scheme);
  const { port } = outer.address() as AddressInfo;

  function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => outer.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  }
  function present(key: CertifiedKey): void {
    if (certificates !== undefined) (inner as HttpsServer).setSecureContext(key);
  }

  return {
    url: `${url}/health`,
    address: `127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    async failWith(fault) {
      lasting = fault;
      if (certificates !== undefined) present(fault?.do === "certificate" ? certificates.wrong[fault.certificate] : certificates.proper);
      if (fault?.do === "closed") await close();
      else if (!outer.listening) await listen(outer, port, scheme);
    },
    failOnce: (request, fault) => {
      planned = [{ request: requests.length + request, fault }];
    },
    stop: () => (outer.listening ? close() : Promise.resolve()),
  };
}
