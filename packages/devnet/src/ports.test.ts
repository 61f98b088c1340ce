import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { PortTakenError } from "./errors.ts";
import { assertPortsFree, defaultPorts, findFreeNumbers, findFreePorts, readPorts } from "./ports.ts";
import { partNames } from "./types.ts";

describe("readPorts", () => {
  test("behavior: defaults, each changed by its variable", () => {
    expect(readPorts({})).toEqual(defaultPorts);
    expect(readPorts({ TANDEM_PORT_FRONT: "4000", TANDEM_PORT_CHAIN: "" })).toEqual({ ...defaultPorts, front: 4000 });
  });

  test.each(["0", "65536", "3.5", "abc", "-1"])("error: %s is no port", (text) => {
    expect(() => readPorts({ TANDEM_PORT_APP: text })).toThrow("TANDEM_PORT_APP must be a port");
  });

  test("error: two parts cannot share a port", () => {
    expect(() => readPorts({ TANDEM_PORT_APP: "3000" })).toThrow(/cannot both use port 3000/);
  });
});

describe("findFreePorts", () => {
  test("behavior: six different free ports", async () => {
    const ports = await findFreePorts();
    expect(new Set(Object.values(ports)).size).toBe(partNames.length);
    await assertPortsFree(ports, partNames);
  });
});

describe("findFreeNumbers", () => {
  test("behavior: as many as asked for, none of those that are to be left", async () => {
    const left = Object.values(await findFreePorts());
    const found = await findFreeNumbers(4, left);
    expect(new Set([...found, ...left]).size).toBe(4 + left.length);
    expect(await findFreeNumbers(0, left)).toEqual([]);
  });
});

describe("assertPortsFree", () => {
  test("error: names the part whose port is taken", async () => {
    const ports = await findFreePorts();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(ports.app, "127.0.0.1", resolve));
    await expect(assertPortsFree(ports, ["chain", "app"])).rejects.toThrow(PortTakenError);
    await expect(assertPortsFree(ports, ["chain", "app"])).rejects.toThrow(`Port ${ports.app} for the app is taken`);
    await assertPortsFree(ports, ["chain"]);
    await new Promise((resolve) => server.close(resolve));
  });
});
