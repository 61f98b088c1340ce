import { createECDH, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPrivateHost, isPublicAddress } from "./createPublicAgent.ts";
import { sendPush } from "./sendPush.ts";

describe("isPublicAddress", () => {
  test("behavior: S70: private, reserved and IPv4-in-IPv6 forms are not public", () => {
    const refused = [
      ...["127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
      ...["0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.9"],
      ...["::1", "::", "fc00::1", "fd12::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1"],
      ...["64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "not-an-address", ""],
    ];
    expect(refused.filter(isPublicAddress)).toEqual([]);
    const given = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "11.0.0.1", "2606:4700::1111", "2a00:1450:4001::1"];
    expect(given.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  test("behavior: S70: every address of 127/8 and 10/8 is refused, in brackets too", () => {
    fc.assert(
      fc.property(fc.constantFrom(10, 127), fc.ipV4(), (first, address) => {
        const inside = [first, ...address.split(".").slice(1)].join(".");
        expect(isPublicAddress(inside)).toBe(false);
        expect(isPrivateHost(`[::ffff:${inside}]`)).toBe(true);
      }),
    );
  });
});

describe("sendPush", () => {
  test("error: S70: a name that leads to this machine is not connected to", async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end());
    server.on("connection", () => connections++);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const browser = createECDH("prime256v1");
    browser.generateKeys();
    const vapid = createECDH("prime256v1");
    vapid.generateKeys();
    const key = { secret: new Uint8Array(vapid.getPrivateKey()), publicKey: new Uint8Array(vapid.getPublicKey()) };
    const keys = { p256dh: browser.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
    const message = { payload: "{}", key, subject: "https://wallet.example", topic: "alarm-1" };
    try {
      for (const host of ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"]) {
        const subscription = { endpoint: `https://${host}:${port}/push`, keys };
        await expect(sendPush({ ...message, subscription, mode: "production" })).rejects.toThrow("no public address");
      }
      const insecure = { endpoint: "http://push.example/x", keys };
      await expect(sendPush({ ...message, subscription: insecure, mode: "production" })).rejects.toThrow("no public");
      expect(connections).toBe(0);
    } finally {
      server.close();
    }
  });
});
