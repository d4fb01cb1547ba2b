import { cannedSlackAnswers, describeNotifierContract, makeSlackReceiver, makeTestPostHttp } from "@solvent/testing";
import { secretsOfAddress } from "../src/text/redact.ts";
import { connectKind } from "./connect-kind.ts";

const MENTION = "<!subteam^S0123ABCD>";

describeNotifierContract("Slack", {
  cannedAnswers: cannedSlackAnswers("https://hooks.slack.com/services/T0SIMULATE/B0SIMULATE/sImUlAtEdSeCrEt0123456789"),
  async start() {
    const receiver = await makeSlackReceiver({ mentions: [MENTION] });
    const deadline = new AbortController();
    const http = makeTestPostHttp({ deadline: () => deadline.signal });
    return {
      notifier: connectKind("slack", { mention: MENTION }, { secrets: { url: receiver.url }, http }),
      failWith: (fault) => receiver.plan(fault === null ? [] : [{ fault }]),
      attempted: receiver.attempted,
      expire: () => deadline.abort(),
      accepted: () => receiver.accepted,
      // A message that had to be sent as text alone was not a good one.
      problems: () => [
        ...receiver.refusals,
        ...receiver.accepted.flatMap(({ unsafe, blocks }) => (blocks === null ? ["no blocks"] : unsafe)),
      ],
      secrets: secretsOfAddress(receiver.url).filter((secret) => secret.length > 5),
      stop: receiver.stop,
    };
  },
});
