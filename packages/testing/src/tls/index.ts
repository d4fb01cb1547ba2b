export { type CertifiedKey, makeTestCertificates, type TestCertificates } from "./certificates.ts";
