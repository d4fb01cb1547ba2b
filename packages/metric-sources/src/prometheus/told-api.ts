import { succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Outcome } from "../source.ts";
import type { Exchange, Fields } from "./exchange.ts";
import { type BuildInfo, type Features, type Metadata, readBuildInfo, readFeatures, readMetadata, readNames } from "./told.ts";

/** What a server tells of itself and of what it stores. */
export interface ToldApi {
  buildInfo(signal: AbortSignal): Promise<Outcome<BuildInfo>>;
  /** From 3.8 on. */
  features(signal: AbortSignal): Promise<Outcome<Features>>;
  /** A list of names, from a path below /api/v1. */
  names(path: string, parameters: Fields, signal: AbortSignal): Promise<Outcome<readonly string[]>>;
  metadata(signal: AbortSignal): Promise<Outcome<Metadata>>;
}

export const makeToldApi = (exchange: Exchange, redact: Redact): ToldApi => ({
  async buildInfo(signal) {
    const data = await exchange.look("status/buildinfo", signal);
    return data.ok ? succeeded(readBuildInfo(data.value, redact)) : data;
  },
  async features(signal) {
    const data = await exchange.look("features", signal);
    return data.ok ? succeeded(readFeatures(data.value)) : data;
  },
  async names(path, parameters, signal) {
    const data = await exchange.get(path, parameters, signal);
    return data.ok ? readNames(data.value) : data;
  },
  async metadata(signal) {
    const data = await exchange.get("metadata", [["limit_per_metric", "1"]], signal);
    return data.ok ? succeeded(readMetadata(data.value, redact)) : data;
  },
});
