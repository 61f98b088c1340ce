import { createServer, type Server } from "node:net";
import { BaseError } from "@tandem/protocol";
import { PortTakenError } from "./errors.ts";
import { type PartName, type Ports, partNames } from "./types.ts";

export const defaultPorts: Ports = {
  front: 3000,
  chain: 8545,
  bundler: 4337,
  database: 5433,
  cosigner: 8787,
  app: 3001,
};

/** Ports of `npm start`: the defaults, each changed by `TANDEM_PORT_<PART>`. */
export function readPorts(environment: Readonly<Record<string, string | undefined>>): Ports {
  const ports: Record<PartName, number> = { ...defaultPorts };
  for (const part of partNames) {
    const name = `TANDEM_PORT_${part.toUpperCase()}`;
    const text = environment[name];
    if (text === undefined || text === "") continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new BaseError(`${name} must be a port from 1 to 65535, not "${text}".`);
    ports[part] = port;
  }
  const taken = new Map<number, PartName>();
  for (const part of partNames) {
    const other = taken.get(ports[part]);
    if (other) throw new BaseError(`The ${other} and the ${part} cannot both use port ${ports[part]}.`);
    taken.set(ports[part], part);
  }
  return ports;
}

/** Ports that are free now, for tests. All are held until the last is known, so no two are alike. */
export async function findFreePorts(): Promise<Ports> {
  const numbers = await findFreeNumbers(partNames.length, []);
  return Object.fromEntries(partNames.map((part, index) => [part, numbers[index]])) as Ports; // One entry a part name.
}

/** As many different port numbers that are free now, none of them in `taken`. */
export async function findFreeNumbers(count: number, taken: readonly number[]): Promise<readonly number[]> {
  const candidates = count === 0 ? 0 : count + taken.length;
  const servers = await Promise.all(Array.from({ length: candidates }, () => listen(0)));
  const numbers = servers.map(portOf).filter((number) => !taken.includes(number));
  await Promise.all(servers.map(close));
  return numbers.slice(0, count);
}

/** Throws {@link PortTakenError} for the first part whose port another program has. */
export async function assertPortsFree(ports: Ports, parts: readonly PartName[]): Promise<void> {
  for (const part of parts) {
    try {
      await close(await listen(ports[part]));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EADDRINUSE") throw new PortTakenError({ part, port: ports[part] });
      throw new BaseError(`Port ${ports[part]} for the ${part} cannot be used (${code}).`, {
        cause,
        metaMessages: [`Choose another port: TANDEM_PORT_${part.toUpperCase()}=${defaultPorts[part]} npm start`],
      });
    }
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new BaseError("A free port could not be found.");
  return address.port;
}
