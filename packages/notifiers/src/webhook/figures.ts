import { type Fraction, fractionToNumber, fractionToText, isoOfMinute, MINUTE_MS, type Minute } from "@solvent/domain";
import { cleanText, cutText } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";

/** No figure of a message needs more digits; one that has them has no exact form. */
const MAX_EXACT_LENGTH = 200;

/** A figure for programs: exact as "n/d", and as the nearest double for those that do not mind. */
export interface ExactFigure {
  readonly [name: string]: string | number | null;
  readonly exact: string | null;
  readonly value: number | null;
}

export function figure(value: Fraction): ExactFigure {
  const exact = fractionToText(value);
  const double = fractionToNumber(value);
  return { exact: exact.length <= MAX_EXACT_LENGTH ? exact : null, value: Number.isFinite(double) ? double : null };
}

export const figureOrNull = (value: Fraction | null | undefined): ExactFigure | null =>
  value === null || value === undefined ? null : figure(value);

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** Somebody else's text: whole up to so many bytes of JSON. */
export const text = (value: string, maxBytes = 512): string => cutText(cleanText(value), maxBytes, jsonBytes);

const MAX_URL_BYTES = 2048;

/** Half an address leads nowhere: one that is too long is left out. */
export function address(url: string | null): string | null {
  const href = webAddress(url);
  return href !== null && jsonBytes(href) <= MAX_URL_BYTES ? href : null;
}

const LAST_MS = Date.UTC(9999, 11, 31);
const isMoment = (ms: number): boolean => ms >= 0 && ms <= LAST_MS;

export const moment = (minute: Minute | null): string | null =>
  minute !== null && isMoment(minute * MINUTE_MS) ? isoOfMinute(minute) : null;
export const momentOfMs = (ms: number): string | null => (isMoment(ms) ? `${new Date(ms).toISOString().slice(0, 19)}Z` : null);
