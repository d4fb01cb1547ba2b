/** An index pattern that matches nothing is an answer, and so are indices that are closed. */
export const ANY_INDEX = "ignore_unavailable=true&allow_no_indices=true";
export const WHOLE_ANSWER = `${ANY_INDEX}&allow_partial_search_results=false`;

/** The part of a path that names indices; commas and wildcards stay readable. */
export const indexPath = (index: string): string => `/${encodeURIComponent(index).replaceAll("%2C", ",")}`;
