import type { TlsOptions } from "@solvent/metric-sources";

/** The options as Node takes them. */
export const toNodeTls = ({ ca, cert, key, serverName }: TlsOptions = {}) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  ...(serverName === undefined ? {} : { servername: serverName }),
});
