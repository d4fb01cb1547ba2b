import { cannedWebhookAnswers, describeNotifierContract, makeTestPostHttp, makeWebhookReceiver } from "@solvent/testing";
import { connectKind, NOW } from "./connect-kind.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describeNotifierContract("webhook", {
  cannedAnswers: cannedWebhookAnswers(SECRET),
  async start() {
    const receiver = await makeWebhookReceiver({ secret: SECRET, now: () => NOW });
    const deadline = new AbortController();
    const http = makeTestPostHttp({ deadline: () => deadline.signal });
    return {
      notifier: connectKind("webhook", { url: receiver.url }, { secrets: { signingSecret: SECRET }, http }),
      failWith: (fault) => receiver.plan(fault === null ? [] : [{ fault }]),
      attempted: receiver.attempted,
      expire: () => deadline.abort(),
      accepted: () => receiver.accepted,
      problems: () => receiver.accepted.flatMap(({ data }) => (Object.keys(data).length > 0 ? [] : ["no data"])),
      secrets: [SECRET, SECRET.slice("whsec_".length)],
      stop: receiver.stop,
    };
  },
});
