import { parseEther } from "viem";
import { describe, expect, test } from "vitest";
import {
  confirmPayment,
  createWallet,
  getTestMoney,
  pay,
  reviewPayment,
  waitForHome,
  waitForReceipt,
} from "../support/actions.ts";
import type { SeenRequest, Wallet } from "../support/openWallet.ts";
import { dumpStorage, findSecrets, fingerprint, formsOf, openDeviceShare } from "../support/secrets.ts";
import { newRecipient, type World } from "../support/world.ts";

const pages = [
  ...["/", "/create", "/sign-in", "/send", "/receive", "/activity", "/settings", "/operator", "/nowhere"],
  // They only begin like the name of a file that is no page.
  ...["/iconX", "/icon.svgX", "/manifestX", "/manifest.webmanifestX", "/sw.jsX", "/exit.htmlX", "/icon.svg/x"],
];
const files = ["/icon.svg", "/icon-maskable.svg", "/manifest.webmanifest", "/exit.html", "/sw.js"];
const markup = `<img src=x onerror="alert('name')"><script>alert(1)</script>`;
const reordering = "\u202eevil\u2066";

/** What an attacker would try at the page. */
export function describeSecurity(world: World): void {
  describe("secrets", () => {
    test("S79: the share is unreadable in what the browser stores, and no request carries it or a PRF output", async () => {
      const wallet = await world.visit();
      const { page, requests } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      await pay(page, { to: newRecipient(), amount: "0.1" });
      const secrets = await collectSecrets(wallet);
      expect(Object.keys(secrets).toSorted()).toEqual(["data key", "device share", "prf output"]);

      const storage = await dumpStorage(page);
      expect(findSecrets(storage, secrets)).toEqual([]);
      expect(storage.toString()).not.toContain("extractable:true");
      expect(storage.toString()).toContain("CryptoKey private extractable:false");
      expect(requests.length).toBeGreaterThan(20);
      for (const request of requests) expect(findSecrets(wireOf(request), secrets), request.url).toEqual([]);
      const bodies = requests
        .map(({ body }) => body?.toString() ?? "")
        .filter((body) => body.includes("clientDataJSON"));
      expect(bodies.length).toBeGreaterThanOrEqual(3);
      for (const body of bodies) expect(body).toContain('"clientExtensionResults":{}');

      // The scan finds what is planted on purpose, in every form.
      for (const [name, hex] of Object.entries(secrets))
        for (const form of formsOf(hex))
          expect(findSecrets(Buffer.from(`{"a":"${form}"}`), secrets), `${name} ${fingerprint(hex)}`).toEqual([name]);
    });
  });

  describe("requests", () => {
    test("S63: a signed request sent again, changed or moved to another path is refused", async () => {
      const wallet = await world.visit();
      const { page, requests } = wallet;
      await createWallet(wallet, world.origin);
      await getTestMoney(page);
      const friend = newRecipient();
      await reviewPayment(page, { to: friend, amount: "0.1" });
      await confirmPayment(page);
      await waitForReceipt(page);
      const signing = requests.find(({ url }) => url.endsWith("/signatures"))!;
      expect(await replay(signing)).toEqual({ status: 409, code: "nonce_reused" });

      const body = signing.body!.toString();
      const richer = body.replace(/"attempt":0/, '"attempt":1');
      expect(richer).not.toBe(body);
      expect(await replay(signing, { body: richer })).toMatchObject({ status: 401, code: "signature_invalid" });
      const { pathname } = new URL(signing.url);
      const elsewhere = signing.url.replace(pathname, pathname.replace("signatures", "preview"));
      expect(await replay(signing, { url: elsewhere })).toMatchObject({ status: 401, code: "signature_invalid" });
      const unsigned = { url: signing.url, headers: { "content-type": "application/json" } };
      expect(await replay(signing, unsigned)).toEqual({ status: 400, code: "request_malformed" });
      expect(await world.balanceOf(friend)).toBe(parseEther("0.1"));
    });
  });

  describe("content security policy", () => {
    test("S78: scripts run by nonce only, on every page, and no nonce comes twice", async () => {
      const nonces = new Set<string>();
      for (const path of pages) {
        const answer = await fetch(new URL(path, world.origin));
        const directives = parsePolicy(answer.headers.get("content-security-policy") ?? "");
        const scripts = directives["script-src"] ?? [];
        expect(scripts, path).not.toContain("'unsafe-inline'");
        expect(scripts, path).not.toContain("'unsafe-eval'");
        expect(scripts, path).toContain("'strict-dynamic'");
        expect(directives["style-src"], path).not.toContain("'unsafe-inline'");
        expect(directives["default-src"], path).toEqual(["'none'"]);
        expect(directives["connect-src"], path).toEqual(["'self'"]);
        expect(directives["object-src"], path).toEqual(["'none'"]);
        expect(directives["base-uri"], path).toEqual(["'none'"]);
        expect(directives["form-action"], path).toEqual(["'self'"]);
        expect(directives["frame-ancestors"], path).toEqual(["'none'"]);
        expect(directives["require-trusted-types-for"], path).toEqual(["'script'"]);
        expect(directives["trusted-types"], path).toEqual(["default"]);
        expect(answer.headers.get("x-content-type-options"), path).toBe("nosniff");
        expect(answer.headers.get("referrer-policy"), path).toBe("no-referrer");
        expect(answer.headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
        const nonce = scripts.find((source) => source.startsWith("'nonce-")) ?? "none";
        expect(nonces.has(nonce), path).toBe(false);
        nonces.add(nonce);
        // This origin has no TLS; a browser that remembered otherwise could not open it again.
        expect(answer.headers.get("strict-transport-security"), path).toBeNull();
      }
      for (const path of files) {
        const answer = await fetch(new URL(path, world.origin));
        expect(answer.status, path).toBe(200);
        expect(answer.headers.get("content-security-policy"), path).toBeNull();
      }
      const missing = await fetch(new URL("/_next/static/nowhere.js", world.origin));
      expect(missing.headers.get("content-security-policy")).toBe("default-src 'none'");
    });

    test("S78: an injected script does not run and an injected string does not become one", async () => {
      // This page breaks its policy on purpose, so its complaints are not those of a wallet that has to be quiet.
      const context = await world.browser.newContext();
      const page = await context.newPage();
      await page.goto(world.origin);
      const outcome = await page.evaluate(async () => {
        const results: Record<string, unknown> = {};
        // The browser lets the test's own evaluation use eval; a later task is the page's.
        await new Promise((resolve) => setTimeout(resolve, 0));
        const attempt = (name: string, run: () => void) => {
          try {
            run();
            results[name] = "allowed";
          } catch (error) {
            results[name] = error instanceof Error ? error.name : "thrown";
          }
        };
        attempt("innerHTML", () => {
          document.body.innerHTML = "<p>replaced</p>";
        });
        attempt("script text", () => {
          document.createElement("script").text = "window.injected = 1";
        });
        attempt("script url", () => {
          document.createElement("script").src = "https://evil.example/a.js";
        });
        attempt("own file that is no build", () => {
          document.createElement("script").src = "/v1/config";
        });
        attempt("second policy", () => {
          (
            window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }
          ).trustedTypes.createPolicy("mine", {});
        });
        attempt("eval", () => {
          // biome-ignore lint/security/noGlobalEval: the attack under test
          globalThis.eval("window.injected = 1");
        });
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { results, injected: "injected" in window };
      });
      await context.close();
      expect(outcome.injected).toBe(false);
      expect(Object.entries(outcome.results).filter(([, result]) => result === "allowed")).toEqual([]);
    });
  });

  describe("names that somebody else wrote", () => {
    test("S77: token and network names are shown as text and can neither run nor reorder what follows", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin);
      await page.route("**/v1/config", async (route) => {
        const answer = await route.fetch();
        const config = await answer.json();
        config.chains[0].name = `${markup}`.slice(0, 60);
        config.chains[0].tokens[0].name = markup.slice(0, 60);
        config.chains[0].tokens[1].name = `Gold${reordering}`;
        config.chains[0].tokens[1].symbol = `G\u202e\u0000D`;
        await route.fulfill({ response: answer, json: config });
      });
      await page.reload();
      await waitForHome(page);
      await page.getByText("<img src=x onerror=").first().waitFor();
      const text = await page.evaluate(() => document.querySelector("main")?.textContent ?? "");
      expect([...text].filter((character) => /\p{Cc}|\p{Cf}/u.test(character))).toEqual([]);
      expect(text).toContain("Goldevil");
      expect(await page.locator("img").count()).toBe(0);
      for (const path of ["/receive", "/settings", "/send"]) {
        await page.goto(new URL(path, world.origin).href);
        await page.getByRole("heading", { level: 1 }).waitFor();
        expect(await page.locator("img, main script").count(), path).toBe(0);
      }
    });

    test("S77: an account name is text too, on home, lock screen and settings", async () => {
      const wallet = await world.visit();
      const { page } = wallet;
      await createWallet(wallet, world.origin, `<img src=x onerror="alert(1)">`);
      await page.getByRole("heading", { name: "<img src=x" }).waitFor();
      await page.getByRole("button", { name: "Lock" }).first().click();
      await page.getByRole("heading", { name: "is locked" }).waitFor();
      expect(await page.locator("img").count()).toBe(0);
    });
  });
}

/** The real secrets of this device, worked out outside the wallet. */
async function collectSecrets({ page, prfOutputs }: Wallet): Promise<Readonly<Record<string, string>>> {
  const [prf] = prfOutputs;
  expect(prfOutputs.size, "one passkey has one PRF output").toBe(1);
  const { share, dataKey } = await openDeviceShare(page, prf ?? "");
  return { "prf output": prf ?? "", "device share": share, "data key": dataKey };
}

function wireOf({ method, url, headers, body }: SeenRequest): Buffer {
  return Buffer.concat([Buffer.from(`${method} ${url} ${JSON.stringify(headers)} `), body ?? Buffer.alloc(0)]);
}

async function replay(
  request: SeenRequest,
  changes: { url?: string; body?: string; headers?: Record<string, string> } = {},
) {
  const headers = Object.fromEntries(
    Object.entries(changes.headers ?? request.headers).filter(
      ([name]) => !/^(:|host$|content-length$|connection$)/.test(name),
    ),
  );
  const answer = await fetch(changes.url ?? request.url, {
    method: request.method,
    headers,
    body: changes.body ?? request.body?.toString() ?? null,
  });
  const { code } = (await answer.json()) as { code: string };
  return { status: answer.status, code };
}

function parsePolicy(policy: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}
