import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { TlsOptions } from "@solvent/metric-sources";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const areCertificates = (pem: string): boolean => {
  const found = pem.match(CERTIFICATE) ?? [];
  return found.length > 0 && isReadable(() => found.map((one) => new X509Certificate(one)));
};

const belongsTo = (key: string, cert: string): boolean => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));

function findClientProblem({ cert, key }: TlsOptions): string | null {
  if (cert === undefined) return key === undefined ? null : "the key of the client certificate is given without its certificate";
  if (!areCertificates(cert)) return "the client certificate cannot be read";
  if (key === undefined) return "the client certificate is given without its key";
  if (!isReadable(() => createPrivateKey(key))) return "the key of the client certificate cannot be read";
  return belongsTo(key, cert) ? null : "the key does not belong to the client certificate";
}

/** Why these options cannot be used, or null. Never repeats what they hold. */
export function findTlsProblem(tls: TlsOptions): string | null {
  if (tls.ca !== undefined && !areCertificates(tls.ca)) return "the certificate of the authority cannot be read";
  const problem = findClientProblem(tls);
  if (problem !== null) return problem;
  return isReadable(() => createSecureContext(toNodeTls(tls))) ? null : "the certificates are of a kind that cannot be used";
}

/** The options as Node takes them. */
export const toNodeTls = ({ ca, cert, key, serverName }: TlsOptions): SecureContextOptions & { readonly servername?: string } => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  ...(serverName === undefined ? {} : { servername: serverName }),
});
