import { type JobMessage, readJsonMessage, WireError } from "./message.ts";

const MEDIA_TYPE = "text/event-stream";

/** The lines of one block: its type, and its data put together again. */
function readBlock(block: string): JobMessage | null {
  let type = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === "event") type = value;
    if (field === "data") data.push(value);
  }
  return data.length === 0 ? null : readJsonMessage(data.join("\n"), { type }).message;
}

/** The messages of a whole event stream, in order. Throws WireError. */
export function readEventStream(body: string, contentType: string | undefined): JobMessage[] {
  const text = body.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  if (contentType?.includes(MEDIA_TYPE) !== true && !/^(?:event|data|id|retry|:)/.test(text.trimStart()))
    throw new WireError(`not an event stream: ${body}`);
  return text.split(/\n{2,}/).flatMap((block) => {
    const message = readBlock(block);
    return message === null ? [] : [message];
  });
}
