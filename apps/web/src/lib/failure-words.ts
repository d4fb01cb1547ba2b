/** Why a data source gave no answer, in words, and where to look. Its own message stands beside them. */
export interface FailureWords {
  /** "It refused access". */
  readonly what: string;
  /** Which part of a connection it comes from; null: none of them. */
  readonly lies: "address" | "credentials" | null;
  /** What to do besides that. */
  readonly advice: string;
}

const WORDS: Readonly<Record<string, FailureWords>> = {
  unreachable: {
    what: "It cannot be reached",
    lies: "address",
    advice: "The machine that Solvent runs on has to be able to connect to it.",
  },
  timeout: { what: "It did not answer in time", lies: "address", advice: "It may also be busy: then trying again helps." },
  unauthorized: { what: "It refused access", lies: "credentials", advice: "They may also lack a permission, or have expired." },
  "rate-limited": { what: "It is asked too often", lies: null, advice: "It limits requests. Wait a little, then try again." },
  "bad-query": { what: "It rejected the query", lies: null, advice: "Its own words say which part." },
  "not-found": { what: "There is nothing at this address", lies: "address", advice: "Usually the path is wrong." },
  "bad-answer": {
    what: "It answered something else than expected",
    lies: "address",
    advice: "Something else may answer there, such as a proxy or a page for signing in.",
  },
  partial: { what: "Its answer is incomplete", lies: null, advice: "A part of it does not answer: look at the source itself." },
  "too-large": { what: "Its answer is too large", lies: null, advice: "Ask for less at once." },
  "too-many-series": { what: "It has too many series for that", lies: null, advice: "Ask for fewer of them." },
  "server-error": { what: "It failed by itself", lies: null, advice: "Its own log says more. Trying again may help." },
  blocked: {
    what: "Solvent may not connect to this address",
    lies: "address",
    advice: "If it is right, whoever runs Solvent can allow it by SOLVENT_ALLOWED_TARGETS.",
  },
  "circuit-open": {
    what: "It was not asked",
    lies: null,
    advice: "It failed too often just now. Solvent asks it again by itself, after a pause.",
  },
  aborted: { what: "The request was broken off", lies: null, advice: "Try again." },
};

/** A class that this page does not know is shown as it is. */
export const failureWords = (failureClass: string): FailureWords => WORDS[failureClass] ?? { what: failureClass, lies: null, advice: "" };
