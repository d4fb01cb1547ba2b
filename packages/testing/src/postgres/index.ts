export type { TestServer } from "./test-server.ts";
export { type TestDatabase, useTestDatabase } from "./use-test-database.ts";
