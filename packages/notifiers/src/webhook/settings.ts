import * as z from "zod";

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "" && hash === "";
}

export const webhookSettings = z.strictObject({
  url: z.string().max(2048).refine(isEndpoint, "must be an http or https address without user or fragment").meta({
    title: "Address",
    description: "Where messages are posted. It is shown to everybody who sees this target: put no secret into it",
  }),
});
export type WebhookSettings = z.infer<typeof webhookSettings>;
