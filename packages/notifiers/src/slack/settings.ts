import * as z from "zod";

const ONE_MENTION = /^<(?:!(?:here|channel|everyone)|!subteam\^S[A-Z0-9]{2,20}|@[UW][A-Z0-9]{2,20})>$/;
const MAX_MENTIONS = 5;

/** Slack's own syntax and nothing beside it: this is the only text of a person that a message holds unescaped. */
const isMention = (text: string): boolean => {
  if (text === "") return true;
  const words = text.split(" ");
  return words.length <= MAX_MENTIONS && words.every((word) => ONE_MENTION.test(word));
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const slackSettings = z.strictObject({
  mention: z
    .string()
    .max(200)
    .refine(isMention, "must be mentions as Slack writes them, for example <!here>, <!subteam^S0123ABCD> or <@U0123ABCD>")
    .default("")
    .meta({
      title: "Mention for pages",
      description: "Who is called when something must be looked at now, for example <!subteam^S0123ABCD>",
    }),
  timeZone: z
    .string()
    .min(1)
    .max(60)
    .refine(isTimeZone, "is not a time zone, for example Europe/Berlin")
    .default("UTC")
    .meta({ title: "Time zone", description: "For times where Slack does not show the reader's own, for example Europe/Berlin" }),
});
export type SlackSettings = z.infer<typeof slackSettings>;
