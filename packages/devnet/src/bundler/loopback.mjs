// Preloaded into the bundler: it listens on every interface and offers no setting for that. Loopback only.
import { Server } from "node:net";

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(...args) {
  const [first, ...rest] = args;
  const options = typeof first === "object" && first !== null ? first : { port: first };
  return listen.call(this, { ...options, host: "127.0.0.1" }, ...rest.filter((value) => typeof value === "function"));
};
