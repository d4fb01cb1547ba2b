/** This machine, or a name without a dot: that is only found on the own network, such as that of a compose file. */
const NEARBY = /^(?:[a-z0-9-]+|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Slack itself, and GovSlack. Others, such as a relay inside a company, may choose their paths. */
const SLACK_HOSTS = /(?:^|\.)slack(?:-gov)?\.com$/;
const SLACK_HOOK_HOSTS: ReadonlySet<string> = new Set(["hooks.slack.com", "hooks.slack-gov.com"]);
const HOOK_PATH = /^\/services\/T[A-Za-z0-9]+\/B[A-Za-z0-9]+\/[A-Za-z0-9]+$/;
const OTHER_PATH = /^\/[^/]/;
const MAX_LENGTH = 2048;

/** What is wrong with the address of an incoming webhook, null when it is fine. The address is a secret: it is not repeated. */
export function findAddressProblem(text: string): string | null {
  if (text.length > MAX_LENGTH || text.trim() !== text || !URL.canParse(text)) return "is not an address";
  const { protocol, username, password, hostname, pathname, search, hash } = new URL(text);
  if (protocol !== "https:" && !(protocol === "http:" && NEARBY.test(hostname))) return "must begin with https://";
  if (username !== "" || password !== "") return "must not carry a user name or password";
  if (search !== "" || hash !== "") return "must end with the path of the webhook";
  if (SLACK_HOOK_HOSTS.has(hostname)) {
    if (/^\/(?:workflows|triggers)\//.test(pathname)) return "is the address of a workflow, not of an incoming webhook";
    return HOOK_PATH.test(pathname) ? null : "is not complete: it looks like https://hooks.slack.com/services/T…/B…/…";
  }
  if (SLACK_HOSTS.test(hostname)) return "is a page of Slack, not the address of an incoming webhook (https://hooks.slack.com/services/…)";
  return OTHER_PATH.test(pathname) ? null : "has no path: that of a webhook has one";
}
