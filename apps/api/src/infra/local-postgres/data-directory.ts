import pg from "pg";

/** The directory whose data a server serves. Rejects with the error of pg when it cannot be asked. */
export async function readDataDirectory(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: "solvent-launcher" });
  // Without a listener a connection that breaks between two queries would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0]?.data_directory ?? "";
  } finally {
    await client.end().catch(() => undefined);
  }
}
