/** The token of an `Authorization: Bearer` header; null without one. */
export const parseBearer = (header: string | undefined): string | null => /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? null;
