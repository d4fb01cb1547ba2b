import type { Message } from "@solvent/notifiers";

/** What names and reasons look like when somebody means harm, or nobody paid attention. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "<!channel>",
  "<!here|everybody> <@U0123ABCD> <#C0123ABCD> <!subteam^S0123ABCD>",
  "<http://evil.example|Open alert>",
  "&lt;!channel&gt; &amp;lt;",
  "*bold* _italic_ ~struck~ `code`",
  "```\nrm -rf\n```",
  "> quoted\n> twice",
  "first\nsecond\r\nthird\u2028fourth",
  "nul\u0000 bell\u0007 escape\u001b[31m red",
  "invoice\u202Efdp.exe",
  "\u2066isolated \u2067and left open",
  "توفر الدفع 99.9 *٪*",
  "תשלום <!channel> ‎‏",
  "half \uD83D a pair \uDE00",
  "\uDC00",
  `zalgo${"\u0301\u0323".repeat(400)}`,
  "👨‍👩‍👧‍👦".repeat(40),
  "a".repeat(40 * 1024),
  "é😀&<>".repeat(6 * 1024),
  "&".repeat(40 * 1024),
  "\u{E0041}\u{E0042}tagged",
  "javascript:alert(1)",
  "https://x.example/a|b>c?d=<!channel>&e=1",
  `https://x.example/${"&".repeat(2900)}`,
  ":skull: :100:",
  '","blocks":[],"x":"',
  "{{constructor}} ${7*7} %s %n",
  "__proto__",
];

const FIXED_KEYS: ReadonlySet<string> = new Set(["kind", "severity"]);

/** `reason` is one of four words in a bill, and in somebody's own words elsewhere. */
const isFixed = (owner: Record<string, unknown>, key: string): boolean =>
  FIXED_KEYS.has(key) || (key === "reason" && (owner.kind === "burn-resolved" || owner.kind === "condition-resolved"));

function replaced(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((one) => (typeof one === "object" ? replaced(one, text) : one));
  if (typeof value !== "object" || value === null) return value;
  const owner = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(owner).map(([key, inner]) => {
      if (typeof inner === "string") return [key, isFixed(owner, key) ? inner : text];
      return [key, replaced(inner, text)];
    }),
  );
}

/** The same message with every text in it that is somebody else's, addresses included, replaced by this one. */
export const withHostileText = <Kind extends Message>(message: Kind, text: string): Kind => replaced(message, text) as Kind;
