import { totalmem } from "node:os";
import process from "node:process";

/** Server settings by name, as Postgres writes them. */
export type Settings = Readonly<Record<string, string>>;

const MEBIBYTE = 1024 * 1024;

/**
 * Settings of the product's server. They are passed on the command line at every start, so a new release of Solvent changes
 * them for existing data too. One host, one database, many short writing transactions and small reads.
 */
export function serverSettings(memoryBytes: number = availableMemory()): Settings {
  const memoryMegabytes = memoryBytes / MEBIBYTE;
  const sharedBuffers = Math.round(Math.min(256, Math.max(32, memoryMegabytes / 8)));
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "60",
    shared_buffers: `${sharedBuffers}MB`,
    effective_cache_size: `${Math.round(Math.max(64, memoryMegabytes / 2))}MB`,
    work_mem: "8MB",
    maintenance_work_mem: "128MB",
    // A container may have only 64 MB of /dev/shm.
    dynamic_shared_memory_type: "mmap",
    // Nothing replicates from this server.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_logical_replication_workers: "0",
    min_wal_size: "128MB",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    synchronous_commit: "on",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] ",
  };
}

export function toArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
