/** Milliseconds since the epoch. Everything that needs the time gets a function like this. */
export type Clock = () => number;

export const systemClock: Clock = Date.now;
