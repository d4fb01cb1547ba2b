import { toPattern } from "./compare.ts";
import { indexNotFound } from "./server-error.ts";
import { backingName, type SimulatedIndex } from "./simulated-index.ts";
import { makeStoredIndex, type StoredIndex } from "./store.ts";

export interface Catalogue {
  all(): readonly StoredIndex[];
  /** The indices that an expression names. Throws for a name that does not exist, unless told to go on. */
  resolve(expression: string, options: { readonly ignoreUnavailable: boolean }): readonly StoredIndex[];
  /** The index that documents of this name are written to, made when there is none. */
  forWriting(name: string): StoredIndex;
  create(index: SimulatedIndex): void;
  remove(expression: string): void;
}

const namesOf = ({ name, stream, aliases }: StoredIndex): readonly string[] => [name, ...(stream === null ? [] : [stream]), ...aliases];

/** Hidden names are not matched by wildcards that do not begin with a dot. */
const matches = (pattern: string, index: StoredIndex): boolean => {
  const expression = toPattern(pattern);
  return namesOf(index).some((name) => expression.test(name) && (pattern.startsWith(".") || !name.startsWith(".")));
};

export function makeCatalogue(
  indices: readonly SimulatedIndex[],
  deps: { readonly now: () => number; readonly isHeld: (minute: number) => boolean },
): Catalogue {
  const stored = new Map(indices.map((index) => [backingName(index), makeStoredIndex(index, deps)]));
  const list = (): readonly StoredIndex[] => [...stored.values()];

  function find(part: string, ignoreUnavailable: boolean): readonly StoredIndex[] {
    if (part === "_all" || part === "*") return list();
    if (part.includes("*")) return list().filter((index) => matches(part, index));
    const found = list().filter((index) => namesOf(index).includes(part));
    if (found.length === 0 && !ignoreUnavailable) throw indexNotFound(part);
    return found;
  }

  function resolve(expression: string, { ignoreUnavailable }: { readonly ignoreUnavailable: boolean }): readonly StoredIndex[] {
    const chosen = new Set<StoredIndex>();
    for (const part of expression.split(",")) {
      if (part.startsWith("-") && chosen.size > 0) for (const index of find(part.slice(1), true)) chosen.delete(index);
      else for (const index of find(part, ignoreUnavailable)) chosen.add(index);
    }
    return [...chosen];
  }

  return {
    all: list,
    resolve,
    create(index) {
      stored.set(backingName(index), makeStoredIndex(index, deps));
    },
    forWriting(name) {
      const [found] = find(name, true);
      if (found !== undefined) return found;
      const made = makeStoredIndex({ name, mapping: {}, firstMinute: Number.POSITIVE_INFINITY, documentsOf: () => [] }, deps);
      stored.set(name, made);
      return made;
    },
    remove(expression) {
      for (const index of resolve(expression, { ignoreUnavailable: false })) stored.delete(index.name);
    },
  };
}
