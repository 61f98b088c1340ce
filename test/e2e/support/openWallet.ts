import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import {
  addVirtualAuthenticator,
  type VirtualAuthenticator,
  type VirtualAuthenticatorParameters,
} from "../../support/virtualAuthenticator.ts";

/** A request as it left the page. */
export type SeenRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
};

/** One person's browser: a profile, a page, an authenticator, and notes of everything that went on. */
export type Wallet = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly authenticator: VirtualAuthenticator;
  readonly requests: readonly SeenRequest[];
  /** PRF outputs in hex, noted before the client zeroes them. */
  readonly prfOutputs: ReadonlySet<string>;
  /** How often a page asked whether to leave it; the answer was yes. */
  countLeaveQuestions(): number;
  /** No policy violation, no error on the console, no request to anybody else. */
  assertQuiet(): void;
  close(): Promise<void>;
};

export type OpenWalletParameters = VirtualAuthenticatorParameters & {
  readonly browser: Browser;
  readonly origin: string;
  readonly contextOptions?: BrowserContextOptions;
  /** Where a page may ask besides its own site. */
  readonly allowedOrigins?: readonly string[];
};

// The server of a test may be down on purpose; the browser notes that on its console by itself.
const expectedOnConsole = /^Failed to load resource: /;

export async function openWallet(parameters: OpenWalletParameters): Promise<Wallet> {
  const { browser, origin, contextOptions = {}, allowedOrigins = [], ...passkeys } = parameters;
  const known = [origin, ...allowedOrigins.map((url) => new URL(url).origin)];
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...contextOptions,
  });
  const page = await context.newPage();
  const authenticator = await addVirtualAuthenticator(page, passkeys);
  const requests: SeenRequest[] = [];
  const prfOutputs = new Set<string>();
  const complaints: string[] = [];

  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!known.includes(url.origin) && !["data:", "about:", "file:"].includes(url.protocol))
      complaints.push(`a request to ${url.origin}`);
    requests.push({
      method: request.method(),
      url: request.url(),
      headers: request.headers(),
      body: request.postDataBuffer(),
    });
  });
  context.on("console", (message) => {
    if (message.type() === "error" && !expectedOnConsole.test(message.text())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(error.error().message));
  let leaveQuestions = 0;
  context.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") {
      leaveQuestions++;
      return void dialog.accept();
    }
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeBinding("tandemTestNote", (_source, kind: string, text: string) => {
    if (kind === "prf") prfOutputs.add(text);
    else complaints.push(text);
  });
  await context.addInitScript(observePage);

  return {
    context,
    page,
    authenticator,
    requests,
    prfOutputs,
    countLeaveQuestions: () => leaveQuestions,
    assertQuiet: () => expect(complaints).toEqual([]),
    close: () => context.close(),
  };
}

/** Runs in every page before its own scripts. */
function observePage(): void {
  const { tandemTestNote } = window as unknown as { tandemTestNote: (kind: string, text: string) => void };
  document.addEventListener("securitypolicyviolation", (event) => {
    tandemTestNote("violation", `${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
  });
  const { credentials } = navigator;
  // Only secure contexts have them; a tab's first, blank page is none.
  if (!credentials) return;
  for (const name of ["create", "get"] as const) {
    const original = credentials[name].bind(credentials) as (options: object) => Promise<PublicKeyCredential>;
    credentials[name] = async (options: object = {}) => {
      const credential = await original(options);
      const output = credential.getClientExtensionResults().prf?.results?.first as ArrayBuffer | undefined;
      if (output) {
        const hex = Array.from(new Uint8Array(output), (byte) => byte.toString(16).padStart(2, "0")).join("");
        tandemTestNote("prf", hex);
      }
      return credential;
    };
  }
}
