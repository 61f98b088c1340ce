import { createServer, type Socket } from "node:net";

export type ReceivedMail = {
  readonly from: string;
  readonly to: string;
  /** Names in lowercase; folded lines joined. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded. */
  readonly text: string;
};

export type MailServer = {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Refuses this many messages with a passing error first. */
  failNext(count: number): void;
  stop(): Promise<void>;
};

/** A mail server by the wire format of RFC 5321 and 5322, as far as a sender needs one. */
export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let failures = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let input = "";
    let isData = false;
    let from = "";
    let to = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 test ready");
    socket.on("data", (chunk) => {
      input += chunk.toString("latin1");
      for (;;) {
        const end = input.indexOf(isData ? "\r\n.\r\n" : "\r\n");
        if (end === -1) return;
        const line = input.slice(0, end);
        input = input.slice(end + (isData ? 5 : 2));
        if (isData) {
          isData = false;
          if (failures > 0) {
            failures--;
            say("451 try again");
          } else {
            received.push(parse(from, to, line));
            say("250 taken");
          }
        } else if (/^(EHLO|HELO)/i.test(line)) say("250 test");
        else if (/^MAIL FROM/i.test(line)) {
          from = /<(.*?)>/.exec(line)?.[1] ?? "";
          say("250 ok");
        } else if (/^RCPT TO/i.test(line)) {
          to = /<(.*?)>/.exec(line)?.[1] ?? "";
          say("250 ok");
        } else if (/^DATA/i.test(line)) {
          isData = true;
          say("354 go on");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    failNext: (count) => {
      failures = count;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function parse(from: string, to: string, raw: string): ReceivedMail {
  const split = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, split).replaceAll(/\r\n[ \t]+/g, " ");
  const headers = new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const body = raw.slice(split + 4).replaceAll("\r\n..", "\r\n.");
  const encoding = headers.get("content-transfer-encoding") ?? "7bit";
  return { from, to, headers, text: decode(body, encoding.toLowerCase()) };
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body.replaceAll("\r\n", "\n");
  const bytes = body
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}
