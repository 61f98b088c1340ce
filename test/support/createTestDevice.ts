import {
  type CreateTandemClientParameters,
  createMemoryStorage,
  createTandemClient,
  type DeviceStorage,
  type StoreRecords,
  type TandemClient,
} from "@tandem/client";
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from "./authenticator.ts";

/** A request that left the device, as it went over the wire. */
export type SentRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  /** 0 while there is no answer. */
  status: number;
};

export type InterruptParameters = {
  /** Before the request leaves, or after the server has answered and before the page hears of it. */
  readonly when: "before" | "after";
  /** Matched against "METHOD path"; for JSON-RPC, against "METHOD path rpcMethod". */
  readonly request: RegExp;
};

export type TestDevice = {
  readonly client: TandemClient;
  readonly storage: DeviceStorage;
  readonly authenticator: SoftwareAuthenticator;
  readonly sent: readonly SentRequest[];
  /**
   * Plays a page that is closed at a point: from there on nothing of this client happens any more. Resolves when the
   * point is reached; `reload()` is the next page on the same device.
   */
  closeAt(parameters: InterruptParameters): Promise<void>;
  /** A new client with the storage and passkeys of this one. */
  reload(changes?: Partial<CreateTestDeviceParameters>): TestDevice;
};

export type CreateTestDeviceParameters = Pick<CreateTandemClientParameters, "baseUrl"> & {
  readonly storage?: DeviceStorage;
  readonly authenticator?: SoftwareAuthenticator;
  readonly now?: () => number;
  readonly randomBytes?: (length: number) => Uint8Array<ArrayBuffer>;
  /** Changes what comes back, as an attacker or a broken proxy would. */
  readonly onResponse?: (request: SentRequest, response: Response) => Response | Promise<Response>;
};

const never = new Promise<never>(() => {});

/** A browser without a screen: the real client on memory storage, a software authenticator, and a fetch that notes. */
export function createTestDevice(parameters: CreateTestDeviceParameters): TestDevice {
  const { baseUrl, storage = createMemoryStorage(), onResponse } = parameters;
  const authenticator = parameters.authenticator ?? createSoftwareAuthenticator({ origin: baseUrl });
  const sent: SentRequest[] = [];
  let interrupt: (InterruptParameters & { readonly reached: () => void }) | undefined;
  let isClosed = false;

  const close = (): Promise<never> => {
    isClosed = true;
    interrupt?.reached();
    return never;
  };
  const isAt = (when: "after" | "before", name: string) => interrupt?.when === when && interrupt.request.test(name);

  const fetchNoting: typeof fetch = async (input, init) => {
    if (isClosed) return never;
    const url = input instanceof Request ? input.url : String(input);
    const request: SentRequest = {
      method: init?.method ?? "GET",
      url,
      headers: new Headers(init?.headers),
      body: typeof init?.body === "string" ? init.body : await new Response(init?.body ?? null).text(),
      status: 0,
    };
    const name = nameOf(request);
    if (isAt("before", name)) return close();
    sent.push(request);
    const response = await fetch(input, init);
    request.status = response.status;
    if (isAt("after", name)) {
      await response.arrayBuffer();
      return close();
    }
    return onResponse ? onResponse(request, response) : response;
  };

  const client = createTandemClient({
    baseUrl,
    storage: refuseWhen(storage, () => isClosed),
    passkeys: authenticator,
    fetch: fetchNoting,
    now: parameters.now,
    randomBytes: parameters.randomBytes,
  });
  return {
    client,
    storage,
    authenticator,
    sent,
    closeAt: (point) => new Promise<void>((resolve) => (interrupt = { ...point, reached: resolve })),
    reload: (changes) => createTestDevice({ ...parameters, storage, authenticator, ...changes }),
  };
}

/** Everything a device has stored, as text: what a thief of the disk could read. */
export async function dumpStorage(storage: DeviceStorage): Promise<string> {
  const stores = [
    "accounts",
    "keys",
    "creations",
    "operations",
    "settings",
    "log",
  ] as const satisfies (keyof StoreRecords)[];
  const lists = await Promise.all(stores.map((store) => storage.list(store)));
  return JSON.stringify(lists, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

function nameOf({ method, url, body }: SentRequest): string {
  const { pathname } = new URL(url);
  const rpcMethods = [...body.matchAll(/"method":"([a-zA-Z_]+)"/g)].map(([, name]) => name);
  return [method, pathname, ...rpcMethods].join(" ");
}

/** A closed page writes nothing any more. */
function refuseWhen(storage: DeviceStorage, isClosed: () => boolean): DeviceStorage {
  return { ...storage, write: (changes) => (isClosed() ? never : storage.write(changes)) };
}
