import { randomBytes } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { commit } from "@tandem/frost";
import type { Address } from "viem";
import { createOperation, type Device, prepareSignature } from "../../integration/cosigner/support/createDevice.ts";
import type { TestService } from "../../integration/cosigner/support/startService.ts";

/** A request that only has to be signed and sent. */
export type PreparedRequest = { readonly device: Device; readonly body: unknown };

const recipient: Address = "0x00000000000000000000000000000000000000aa";
let operations = 0;

/**
 * Bodies, passkey assertions and nonce commitments, made before the clock runs: the device's own work is not what is
 * measured. `count` requests, dealt to the devices one by one.
 */
export async function prepareRequests(
  service: TestService,
  devices: readonly Device[],
  count: number,
): Promise<readonly PreparedRequest[]> {
  const validUntil = Number((await service.chain.client.getBlock()).timestamp) + 550;
  const prepared: PreparedRequest[] = [];
  const commitments = createCommitments(devices[0]);
  for (let index = 0; index < count; index++) {
    const device = devices[index % devices.length];
    if (!device) throw new Error("no device");
    const request = createOperation(device, service.chainConfig, {
      calls: [{ to: recipient, value: 1n }],
      nonce: BigInt(operations++) << 64n,
      validUntil,
    });
    const own = commitments[index % commitments.length];
    prepared.push({ device, body: (await prepareSignature(device, request, own && { own })).body });
  }
  return prepared;
}

/** Of honest form, used again and again: no signature is finished here, so nothing is lost by it. */
function createCommitments(device: Device | undefined) {
  if (!device) return [];
  return Array.from({ length: 64 }, () => {
    const digest = new Uint8Array(randomBytes(32));
    return commit({ keyPackage: device.keyPackage, digest, signers: [1, 3], keyEpoch: 1 });
  });
}

/** Signs now, because a signed request is good for a minute, and sends with as little of a client as possible. */
export async function sendRequest(
  agent: Agent,
  { device, body }: PreparedRequest,
  target: { readonly url: string },
): Promise<void> {
  const path = `/accounts/${device.account.accountId}/signatures`;
  const signed = await device.sign("POST", path, body);
  await new Promise<void>((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(new URL(signed.url).pathname, target.url),
      { agent, method: "POST", headers: { ...signed.headers, "content-length": signed.body?.length ?? 0 } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${response.statusCode}: ${Buffer.concat(chunks)}`));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(signed.body);
  });
}

export function createAgent(maxSockets: number): Agent {
  return new Agent({ keepAlive: true, maxSockets });
}
