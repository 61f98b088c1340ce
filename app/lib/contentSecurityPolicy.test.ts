import { describe, expect, test } from "vitest";
import { contentSecurityPolicy } from "./contentSecurityPolicy";
import { connectHosts } from "./env";

describe("contentSecurityPolicy", () => {
  test("S78: scripts by nonce only, nothing framed, nothing else loaded", () => {
    const policy = contentSecurityPolicy({ nonce: "abc", connectHosts: [] });
    expect(policy).toContain("script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval';");
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types default");
  });

  test("param connectHosts: only they are added, and only to connect-src", () => {
    const policy = contentSecurityPolicy({ nonce: "abc", connectHosts: ["https://rpc.example"] });
    expect(policy).toContain("connect-src 'self' https://rpc.example;");
    expect(policy.match(/rpc\.example/g)).toHaveLength(1);
  });
});

describe("connectHosts", () => {
  test("behavior: origins, comma separated", () => {
    expect(connectHosts(" https://a.example, wss://b.example:444 ,http://localhost:8545")).toEqual([
      "https://a.example",
      "wss://b.example:444",
      "http://localhost:8545",
    ]);
    expect(connectHosts("")).toEqual([]);
  });

  test.each([
    "*",
    "a.example",
    "http://a.example",
    "https://a.example/path",
    "https://a.example; script-src *",
    "data:",
    "https://u@a.example",
  ])("error: %s is no origin", (entry) => {
    expect(() => connectHosts(entry)).toThrow(/is not an origin/);
  });
});
