import { X509Certificate } from "node:crypto";

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined;
  } catch {
    return false;
  }
}

/** One or more certificates in PEM and nothing else but remarks between them. */
export function isCertificates(text: string): boolean {
  const blocks = text.match(BLOCK);
  return blocks !== null && !text.replace(BLOCK, "").includes("-----") && blocks.every(isCertificate);
}
