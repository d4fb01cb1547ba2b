const MAX_NAME = 256;

/** Texts that the database cannot keep. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** As Prometheus names a metric of OpenTelemetry, without the suffix of the unit; null for a name that is none. */
export function toMetricName(name: string, monotonic: boolean): string | null {
  const bare = name.replace(/[^a-zA-Z0-9:]+/g, "_").replace(/^_+|_+$/g, "");
  if (bare === "" || name.length > MAX_NAME || !isStorable(name)) return null;
  const led = /^\d/.test(bare) ? `_${bare}` : bare;
  return monotonic && !led.endsWith("_total") ? `${led}_total` : led;
}

/** As Prometheus names a label of an attribute. */
export function toLabelName(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, "_");
  if (/^\d/.test(name)) return `key_${name}`;
  return name.startsWith("__") ? `key${name}` : name;
}
