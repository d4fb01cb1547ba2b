/** Who does something, as it is recorded with what was done. */
export interface Actor {
  readonly name: string;
}

/** There is no login yet: whoever reaches the loopback address is this one. */
export const LOCAL_ACTOR: Actor = { name: "local" };
