import manifest from "../package.json" with { type: "json" };

/** The version of this Solvent. */
export const VERSION: string = manifest.version;
