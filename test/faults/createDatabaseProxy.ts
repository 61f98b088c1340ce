import { connect, createServer, type Socket } from "node:net";

export type DatabaseProxy = {
  readonly url: string;
  /**
   * Cuts connections: at once, or each as soon as the server next answers, which loses the answer to a statement that
   * was carried out, a commit among them.
   */
  cut(when: "now" | "before the next answer"): void;
  stop(): Promise<void>;
};

/** A TCP proxy between a co-signer and PostgreSQL. */
export async function createDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const marked = new WeakSet<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ port: Number(target.port), host: target.hostname });
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    sockets.add(client);
    const end = () => {
      sockets.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => {
      if (marked.has(client)) end();
      else client.write(chunk);
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    cut(when) {
      for (const socket of sockets) {
        if (when === "now") socket.destroy();
        else marked.add(socket);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
