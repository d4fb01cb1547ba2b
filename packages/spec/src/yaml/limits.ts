/**
 * What a text may hold. They are checked before anything is built from it: the YAML library recurses, and deep nesting can end the
 * process rather than throw. The caller adds a deadline.
 */
export const YAML_LIMITS = {
  bytes: 256 * 1024,
  /** Maps, lists, scalars and aliases, counted again wherever an alias repeats them. */
  nodes: 20_000,
  depth: 20,
  aliases: 50,
} as const;

/** Keys that would reach into JavaScript's objects, and the merge key of YAML 1.1. */
export const REFUSED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", "<<"]);

export const TOO_DEEP = `nested deeper than ${YAML_LIMITS.depth} levels`;
export const TOO_MANY_NODES = `more than ${YAML_LIMITS.nodes} values in one text`;
export const TOO_MANY_ALIASES = `more than ${YAML_LIMITS.aliases} aliases in one text`;
