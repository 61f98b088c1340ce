/**
 * Origins the browser may speak to besides its own: `TANDEM_CONNECT_HOSTS`, comma separated, e.g.
 * `https://rpc.example,wss://rpc.example`. The local stack needs none: everything is on one origin.
 *
 * @throws when an entry is not an origin, so that a typing mistake cannot widen the policy
 */
export function connectHosts(value: string | undefined = process.env.TANDEM_CONNECT_HOSTS): readonly string[] {
  if (!value) return [];
  return value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(toOrigin);
}

function toOrigin(entry: string): string {
  const url = URL.canParse(entry) ? new URL(entry) : undefined;
  const secure = url?.protocol === "https:" || url?.protocol === "wss:";
  const local = url?.protocol === "http:" && (url.hostname === "localhost" || url.hostname === "127.0.0.1");
  if (!url || !(secure || local) || url.pathname !== "/" || url.search || url.hash || url.username)
    throw new TypeError(
      `TANDEM_CONNECT_HOSTS: "${entry}" is not an origin. Write scheme and host only, such as https://rpc.example`,
    );
  return `${url.protocol}//${url.host}`;
}
