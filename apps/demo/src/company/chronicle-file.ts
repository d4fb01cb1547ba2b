import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isService } from "../model/catalogue.ts";
import { type Incident, isIncidentKind } from "../model/incident.ts";
import type { Chronicle, Session } from "../model/timetable.ts";

/** Where the company remembers its past between two runs. */
export interface ChronicleFile {
  /** Null when there is none, or none that can be read. */
  read(): Chronicle | null;
  write(chronicle: Chronicle): void;
}

const FILE = "company.json";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isInstant = (value: unknown): value is number => Number.isSafeInteger(value);

function toSession(value: unknown): readonly Session[] {
  if (!isRecord(value)) return [];
  const { fromMs, lastSeenMs } = value;
  return isInstant(fromMs) && isInstant(lastSeenMs) ? [{ fromMs, lastSeenMs }] : [];
}

function toIncident(value: unknown): readonly Incident[] {
  if (!isRecord(value)) return [];
  const { kind, service, fromMs, toMs } = value;
  if (typeof kind !== "string" || !isIncidentKind(kind) || !isInstant(fromMs) || !isInstant(toMs)) return [];
  if (service === null) return [{ kind, service, fromMs, toMs }];
  return typeof service === "string" && isService(service) ? [{ kind, service, fromMs, toMs }] : [];
}

/** A chronicle out of JSON; null when it is none. Entries that make no sense are left out. */
export function parseChronicle(value: unknown): Chronicle | null {
  if (!isRecord(value) || !isInstant(value["anchorMs"])) return null;
  const list = (field: string): readonly unknown[] => (Array.isArray(value[field]) ? value[field] : []);
  return { anchorMs: value["anchorMs"], sessions: list("sessions").flatMap(toSession), manual: list("manual").flatMap(toIncident) };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** A file in `dir`, replaced as a whole. */
export function chronicleFile(dir: string): ChronicleFile {
  const path = join(dir, FILE);
  return {
    read: () => parseChronicle(readJson(path)),
    write(chronicle) {
      mkdirSync(dir, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(chronicle));
      renameSync(`${path}.new`, path);
    },
  };
}

/** Remembers nothing, for a company that is started without a place for data. */
export const forgetful: ChronicleFile = { read: () => null, write: () => undefined };
