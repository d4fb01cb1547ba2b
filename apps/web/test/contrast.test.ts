import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const CSS = readFileSync(join(import.meta.dirname, "../src/styles/tokens.css"), "utf8");
const GROUNDS = ["bg", "surface", "sunk", "select"] as const;
const TEXTS = ["ink", "ink-2", "ink-3", "left-ink", "spent-ink", "risk-ink", "unknown-ink"] as const;
const FILLS = ["left", "spent", "risk", "unknown"] as const;

type Rgb = readonly [number, number, number];

/** Custom properties with a colour, of the block that begins with the selector. */
function tokensOf(selector: string): ReadonlyMap<string, Rgb> {
  const start = CSS.indexOf(`${selector} {`);
  expect(start).toBeGreaterThan(-1);
  const block = CSS.slice(start, CSS.indexOf("}", start));
  return new Map([...block.matchAll(/--([a-z0-9-]+): #([0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, rgbOf(hex)]));
}

const rgbOf = (hex: string): Rgb => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255) as unknown as Rgb;

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = ([r, g, b]: Rgb): number => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const THEMES = { light: tokensOf('[data-theme="light"]'), dark: tokensOf('[data-theme="dark"]') };
const colour = (theme: keyof typeof THEMES, name: string): Rgb => {
  const found = THEMES[theme].get(name);
  if (found === undefined) throw new Error(`${theme} has no --${name}`);
  return found;
};

const pairs = (names: readonly string[], grounds: readonly string[]) =>
  (["light", "dark"] as const).flatMap((theme) => names.flatMap((name) => grounds.map((ground) => [theme, name, ground] as const)));

test.each(pairs(TEXTS, GROUNDS))("in the %s theme the text %s is at least 4.5:1 on %s", (theme, text, ground) => {
  expect(contrast(colour(theme, text), colour(theme, ground))).toBeGreaterThanOrEqual(4.5);
});

test.each(pairs(FILLS, ["bg", "surface"]))("in the %s theme the fill %s is at least 3:1 on %s", (theme, fill, ground) => {
  expect(contrast(colour(theme, fill), colour(theme, ground))).toBeGreaterThanOrEqual(3);
});

test.each([
  ["spent-ink", "spent-soft"],
  ["risk-ink", "risk-soft"],
  ["unknown-ink", "unknown-soft"],
  ["ink", "spent-soft"],
  ["ink", "left-soft"],
  ["btn-ink", "btn"],
])("%s is at least 4.5:1 on %s in both themes", (text, ground) => {
  for (const theme of ["light", "dark"] as const) expect(contrast(colour(theme, text), colour(theme, ground))).toBeGreaterThanOrEqual(4.5);
});

test("both themes define the same roles", () => {
  expect([...THEMES.dark.keys()].sort()).toEqual([...THEMES.light.keys()].sort());
});

/** Machado, Oliveira and Fernandes 2009, severity 1, applied in linear light. */
const SIGHTS = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function seen(rgb: Rgb, sight: keyof typeof SIGHTS): Rgb {
  const light = rgb.map(linear) as unknown as Rgb;
  return SIGHTS[sight].map((row) => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]))) as unknown as Rgb;
}

/** CIE L*a*b* of linear sRGB under D65. */
function labOf([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Rgb, b: Rgb): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

test.each([
  ["left", "spent", 52],
  ["left", "risk", 74],
  ["spent", "unknown", 41.5],
])("%s and %s stay apart under simulated protan, deutan and tritan sight", (a, b, least) => {
  for (const theme of ["light", "dark"] as const) {
    for (const sight of ["protan", "deutan", "tritan"] as const) {
      const apart = distance(labOf(seen(colour(theme, a), sight)), labOf(seen(colour(theme, b), sight)));
      expect(apart, `${theme} ${sight}`).toBeGreaterThanOrEqual(least);
    }
  }
});
