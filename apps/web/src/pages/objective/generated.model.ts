import type { ObjectiveSummary } from "@solvent/api-contract";
import { generatedMs, generatedText } from "../../lib/alert-text.ts";
import { capital } from "../../lib/words.ts";

/** History that was generated for a demonstration is never shown without saying so. */
export interface GeneratedBandView {
  readonly untilMs: number | null;
  readonly text: string;
}

export function generatedBand(summary: ObjectiveSummary | null, zone: string): GeneratedBandView {
  const untilMs = summary === null ? null : generatedMs(summary);
  return { untilMs, text: untilMs === null ? "" : generatedText(untilMs, zone) };
}

/** The strip under the name; null: everything in the window is measured. */
export function generatedStrip(summary: ObjectiveSummary | null, zone: string): { readonly lead: string; readonly detail: string } | null {
  const { untilMs, text } = generatedBand(summary, zone);
  if (untilMs === null) return null;
  return { lead: `${capital(text)}.`, detail: "Figures of the window rest on it in part; what came since is measured." };
}

/** Beside figures of the whole window. */
export const generatedNote = (summary: ObjectiveSummary): string => (generatedMs(summary) === null ? "" : "partly generated");
