/** Runs `work` and then tells the evaluator that there may be something new to do. */
export const nudging =
  <A extends unknown[], T>(work: (...args: A) => Promise<T>, nudge: () => void) =>
  async (...args: A): Promise<T> => {
    const result = await work(...args);
    nudge();
    return result;
  };
