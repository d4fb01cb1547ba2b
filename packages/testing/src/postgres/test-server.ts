/** The Postgres server of a test run: what its global set-up provides to the test files. */
export interface TestServer {
  /** Connection string of a superuser and a database that nobody fills. */
  readonly adminUrl: string;
  /** Database with the schema of the product and no rows. Nobody may stay connected to it. */
  readonly template: string;
}

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}
