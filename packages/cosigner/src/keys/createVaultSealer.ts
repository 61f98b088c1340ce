import { readFile } from "node:fs/promises";
import { z } from "zod";
import { StartupError } from "../errors.ts";
import type { KeySealer } from "./keySealer.ts";

export type VaultConfig = {
  /** Origin of Vault, without `/v1`. */
  readonly address: string;
  /** File with the token, read at each use, so that an agent may renew it. */
  readonly tokenFile: string | undefined;
  readonly token: string | undefined;
  /** Where the Transit engine is mounted. */
  readonly mount: string;
  /** Name of the Transit key, type aes256-gcm96. */
  readonly key: string;
  readonly namespace: string | undefined;
};

const ciphertext = z.string().regex(/^vault:v[1-9][0-9]*:[A-Za-z0-9+/]+=*$/);
const ciphertextAnswer = z.object({ data: z.object({ ciphertext }) });
const plaintextAnswer = z.object({ data: z.object({ plaintext: z.base64() }) });
const errorAnswer = z.object({ errors: z.array(z.string()) });

const timeoutMs = 10_000;
const tries = 3;

/** The Transit engine of HashiCorp Vault (or OpenBao) as key sealer: its plain HTTP API. */
export function createVaultSealer(config: VaultConfig): KeySealer {
  const call = <answer>(operation: string, body: object, schema: z.ZodType<answer>) =>
    callTransit(config, { path: `${operation}/${config.key}`, body, schema });
  return {
    name: `vault:${config.mount}/${config.key}`,
    async create() {
      return (await call("datakey/wrapped", { bits: 256 }, ciphertextAnswer)).data.ciphertext;
    },
    async open(sealed) {
      const { data } = await call("decrypt", { ciphertext: sealed }, plaintextAnswer);
      return new Uint8Array(Buffer.from(data.plaintext, "base64"));
    },
    async seal(secret) {
      const plaintext = Buffer.from(secret).toString("base64");
      return (await call("encrypt", { plaintext }, ciphertextAnswer)).data.ciphertext;
    },
    async reseal(sealed) {
      return (await call("rewrap", { ciphertext: sealed }, ciphertextAnswer)).data.ciphertext;
    },
  };
}

type TransitCall<answer> = { readonly path: string; readonly body: object; readonly schema: z.ZodType<answer> };

async function callTransit<answer>(config: VaultConfig, { path, body, schema }: TransitCall<answer>): Promise<answer> {
  const url = `${config.address}/v1/${config.mount}/${path}`;
  const response = await post(url, body, {
    "content-type": "application/json",
    "x-vault-request": "true",
    "x-vault-token": await readToken(config),
    ...(config.namespace === undefined ? {} : { "x-vault-namespace": config.namespace }),
  });
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const reasons = errorAnswer.safeParse(json);
    const reason = reasons.success ? reasons.data.errors.join("; ").slice(0, 300) : "";
    throw new StartupError(`Vault refused ${path} (${response.status})${reason && `: ${reason}`}.`, [
      "Check VAULT_ADDR, the token and its policy, and that Vault is unsealed.",
    ]);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new StartupError(`Vault answered ${path} in an unknown form.`);
  return parsed.data;
}

/** Again after a broken connection or while Vault elects a leader; a refusal is final. */
async function post(url: string, body: object, headers: Record<string, string>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        redirect: "error",
        signal,
      });
      if (response.status < 500 || attempt === tries) return response;
    } catch {
      if (attempt === tries) {
        throw new StartupError(`Vault at ${new URL(url).origin} cannot be reached.`, ["Check VAULT_ADDR."]);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
  }
}

async function readToken({ token = "", tokenFile }: VaultConfig): Promise<string> {
  const read = async (path: string) =>
    readFile(path, "utf8").catch(() => {
      throw new StartupError(`The Vault token file ${path} cannot be read.`, ["Set VAULT_TOKEN_FILE."]);
    });
  const value = (tokenFile === undefined ? token : await read(tokenFile)).trim();
  // A header takes nothing else, and its own error would quote the token.
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new StartupError("The Vault token is empty, or has spaces or line breaks inside.", [
      "Set VAULT_TOKEN_FILE or VAULT_TOKEN.",
    ]);
  }
  return value;
}
