import { createHash, randomBytes } from "node:crypto";

const PREFIX = "solvent_push_";
const TOKEN = /^solvent_push_[A-Za-z0-9_-]{43}$/;
const HINT_LENGTH = 4;

/** 256 random bits: it cannot be guessed, so that its hash needs no salt. */
export const newToken = (): string => `${PREFIX}${randomBytes(32).toString("base64url")}`;

export const isToken = (text: string): boolean => TOKEN.test(text);

/** All that is stored of a token, and what it is found by. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();

export const hintOf = (token: string): string => token.slice(-HINT_LENGTH);
