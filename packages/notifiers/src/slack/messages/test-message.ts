import type { TestMessage } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, markup } from "../markup.ts";
import { alertLink, deliveryNotes } from "../words.ts";

export function testCard(message: TestMessage): Card {
  return {
    header: "🔔 Test · Solvent can write here",
    lead: [markup`${message.author} sent this to the target ${bold(message.target)}.`, markup`It is a test: nothing is wrong.`],
    links: [alertLink(message.alertUrl)],
    notes: deliveryNotes(message),
  };
}
