import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { becomeFreshProfile } from "../../support/becomeFreshProfile.ts";
import { launchBrowser } from "../../support/browser.ts";
import { addVirtualAuthenticator } from "../../support/virtualAuthenticator.ts";

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>test</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
});

async function openPage(): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Runs in the page: creates or uses a passkey and gives its PRF output in hex. */
async function usePasskey(kind: string): Promise<{ id: string; enabled?: boolean; prf: string | undefined }> {
  const extensions = { prf: { eval: { first: new Uint8Array(32).fill(7) } } };
  const challenge = new Uint8Array(32);
  const credential = (
    kind === "create"
      ? await navigator.credentials.create({
          publicKey: {
            rp: { id: "localhost", name: "test" },
            user: { id: new Uint8Array(16).fill(1), name: "a", displayName: "a" },
            challenge,
            pubKeyCredParams: [{ type: "public-key", alg: -7 }],
            authenticatorSelection: { residentKey: "required", userVerification: "required" },
            extensions,
          },
        })
      : await navigator.credentials.get({
          publicKey: { rpId: "localhost", challenge, userVerification: "required", extensions },
        })
  ) as PublicKeyCredential;
  const { prf } = credential.getClientExtensionResults();
  const output = prf?.results?.first as ArrayBuffer | undefined;
  const hex = output && Array.from(new Uint8Array(output), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id: credential.id, ...(prf?.enabled !== undefined && { enabled: prf.enabled }), prf: hex };
}

describe("addVirtualAuthenticator", () => {
  test("behavior: the PRF output is the same at creation, at every use and after a reload", async () => {
    const page = await openPage();
    const authenticator = await addVirtualAuthenticator(page);
    const created = await page.evaluate(usePasskey, "create");
    expect(created.enabled).toBe(true);
    expect(created.prf).toMatch(/^[0-9a-f]{64}$/);
    expect((await page.evaluate(usePasskey, "get")).prf).toBe(created.prf);
    await page.reload();
    expect(await page.evaluate(usePasskey, "get")).toEqual({ id: created.id, prf: created.prf });
    expect(await authenticator.credentials()).toHaveLength(1);
  });

  test("behavior: two authenticators have different PRF outputs", async () => {
    const outputs = await Promise.all(
      [1, 2].map(async () => {
        const page = await openPage();
        await addVirtualAuthenticator(page);
        return (await page.evaluate(usePasskey, "create")).prf;
      }),
    );
    expect(outputs[0]).toBeDefined();
    expect(outputs[0]).not.toBe(outputs[1]);
  });

  test("param hasPrf: false makes passkeys without PRF", async () => {
    const page = await openPage();
    await addVirtualAuthenticator(page, { hasPrf: false });
    expect(await page.evaluate(usePasskey, "create")).toMatchObject({ prf: undefined });
    expect(await page.evaluate(usePasskey, "get")).toMatchObject({ prf: undefined });
  });

  test("param isSynced: what its passkeys say of themselves", async () => {
    for (const isSynced of [true, false]) {
      const page = await openPage();
      const authenticator = await addVirtualAuthenticator(page, { isSynced });
      await page.evaluate(usePasskey, "create");
      const [credential] = await authenticator.credentials();
      expect(credential).toMatchObject({ backupEligibility: isSynced, backupState: isSynced });
      await authenticator.clear();
      expect(await authenticator.credentials()).toEqual([]);
    }
  });

  test("behavior: an imported passkey is the same passkey without its PRF secret", async () => {
    const first = await openPage();
    const source = await addVirtualAuthenticator(first);
    const { id } = await first.evaluate(usePasskey, "create");
    const [credential] = await source.credentials();
    const second = await openPage();
    const target = await addVirtualAuthenticator(second);
    await target.importCredential(credential!);
    expect(await second.evaluate(usePasskey, "get")).toEqual({ id, prf: undefined });
  });

  test("behavior: a person who is not verified is refused", async () => {
    const page = await openPage();
    const authenticator = await addVirtualAuthenticator(page);
    await page.evaluate(usePasskey, "create");
    await authenticator.setUserVerified(false);
    await expect(page.evaluate(usePasskey, "get")).rejects.toThrow(/NotAllowedError/);
  });
});

describe("becomeFreshProfile", () => {
  test("behavior: storage and cookies are gone, the passkey and its PRF output stay", async () => {
    const page = await openPage();
    await addVirtualAuthenticator(page);
    const created = await page.evaluate(usePasskey, "create");
    await page.evaluate(async () => {
      localStorage.setItem("kept", "1");
      sessionStorage.setItem("kept", "1");
      // biome-ignore lint/suspicious/noDocumentCookie: the page under test has no cookie store library.
      document.cookie = "kept=1; max-age=1000";
      await new Promise((resolve) => {
        indexedDB.open("kept").onsuccess = resolve;
      });
    });
    await becomeFreshProfile(page);
    await page.goto(url);
    const left = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      cookie: document.cookie,
      databases: (await indexedDB.databases()).length,
    }));
    expect(left).toEqual({ local: 0, session: 0, cookie: "", databases: 0 });
    expect(await page.evaluate(usePasskey, "get")).toEqual({ id: created.id, prf: created.prf });
  });
});
