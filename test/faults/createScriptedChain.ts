import { createHash } from "node:crypto";
import { createServer } from "node:http";
import {
  type Address,
  decodeFunctionData,
  encodeAbiParameters,
  getAbiItem,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  stringToHex,
  toFunctionSelector,
} from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";

export const scriptedChainId = 31_338;

export type ScriptedOperation = {
  readonly userOpHash: Hex;
  readonly sender: Address;
  readonly paymaster: Address;
  readonly nonce: bigint;
  readonly success: boolean;
};

/** A chain that says what the script says, over the JSON-RPC that the settlement reader uses. */
export type ScriptedChain = {
  readonly rpcUrl: string;
  readonly genesisHash: Hex;
  /** Unix seconds of the latest block. */
  timeSeconds(): number;
  /** Puts a UserOperationEvent into the next block. */
  settle(operation: ScriptedOperation): void;
  /** Uses an entry nonce up without an event that says so. */
  use(sender: Address, nonce: bigint): void;
  /** The next `count` requests are answered with an error or not at all. */
  fail(count: number): void;
  stop(): Promise<void>;
};

type ScriptedLog = ReturnType<typeof toLog>;
type Block = { readonly timeSeconds: number; readonly logs: readonly ScriptedLog[] };
/** Entry nonces that are used up, each by its sender: every key is used once. */
type UsedNonces = ReadonlySet<string>;

const blockMs = 400;
const getNonceSelector = toFunctionSelector(getAbiItem({ abi: entryPoint09Abi, name: "getNonce" }));
const eventTopic = keccak256(stringToHex("UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)"));
const zero32: Hex = `0x${"00".repeat(32)}`;

export async function createScriptedChain(): Promise<ScriptedChain> {
  const blocks: Block[] = [{ timeSeconds: Math.floor(Date.now() / 1000) - 1, logs: [] }];
  const used = new Set<string>();
  let pending: ScriptedOperation[] = [];
  let failures = 0;
  const timer = setInterval(() => {
    const number = blocks.length;
    const logs = pending.map((operation, index) => toLog(operation, number, index));
    for (const { sender, nonce } of pending) used.add(nameNonce(sender, nonce));
    pending = [];
    blocks.push({ timeSeconds: Math.max(blocks.at(-1)?.timeSeconds ?? 0, Math.floor(Date.now() / 1000)), logs });
  }, blockMs);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (failures > 0) {
      failures--;
      if (failures % 2 === 0) return void response.destroy();
      response.statusCode = 500;
      return void response.end("{}");
    }
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Call;
    response.setHeader("content-type", "application/json");
    const result = answer(blocks, used, method, params);
    const error = { code: -32_601, message: `the scripted chain does not know ${method}` };
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(result === undefined ? { error } : { result }) }));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    rpcUrl: `http://127.0.0.1:${port}`,
    genesisHash: hashOf(0),
    timeSeconds: () => blocks.at(-1)?.timeSeconds ?? 0,
    settle: (operation) => void pending.push(operation),
    use: (sender, nonce) => void used.add(nameNonce(sender, nonce)),
    fail: (count) => {
      failures += count;
    },
    stop: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

type Call = { readonly id: number; readonly method: string; readonly params: readonly unknown[] };
type Filter = {
  readonly fromBlock: Hex;
  readonly toBlock: Hex;
  readonly address?: string;
  /** The event, then what its indexed arguments may be. */
  readonly topics?: readonly [Hex, (Hex | readonly Hex[] | null)?];
};

function nameNonce(sender: Address, nonce: bigint): string {
  return `${sender.toLowerCase()} ${nonce >> 64n}`;
}

function answer(blocks: readonly Block[], used: UsedNonces, method: string, params: readonly unknown[]): unknown {
  switch (method) {
    case "eth_chainId":
      return numberToHex(scriptedChainId);
    case "eth_getCode":
      return "0x01";
    case "eth_call":
      return numberToHex(call(used, params as readonly [{ data: Hex }]), { size: 32 });
    case "eth_getBalance":
    case "eth_gasPrice":
      return numberToHex(10n ** 9n);
    case "eth_blockNumber":
      return numberToHex(blocks.length - 1);
    case "eth_getBlockByNumber": {
      const [tag] = params as [string];
      return toBlock(blocks, tag === "latest" ? blocks.length - 1 : Number(tag));
    }
    case "eth_getLogs": {
      const [{ fromBlock, toBlock: end, address, topics }] = params as [Filter];
      if (address === undefined) return [];
      const hashes = topics?.[1] ? new Set([topics[1]].flat()) : undefined;
      const logs = blocks.slice(Number(fromBlock), Number(end) + 1).flatMap((block) => block.logs);
      return hashes ? logs.filter(({ topics: [, hash] }) => hashes.has(hash)) : logs;
    }
    default:
      return undefined;
  }
}

/** `EntryPoint.getNonce`, and of the paymaster's deposit: enough. */
function call(used: UsedNonces, [{ data }]: readonly [{ data: Hex }]): bigint {
  if (!data.startsWith(getNonceSelector)) return 10n ** 21n;
  const { args } = decodeFunctionData({ abi: entryPoint09Abi, data });
  const [sender, key] = args as readonly [Address, bigint]; // of getNonce
  return (key << 64n) | (used.has(nameNonce(sender, key << 64n)) ? 1n : 0n);
}

function hashOf(number: number): Hex {
  return `0x${createHash("sha256").update(`scripted block ${number}`).digest("hex")}`;
}

function toBlock(blocks: readonly Block[], number: number): object | null {
  const block = blocks[number];
  if (!block) return null;
  return {
    number: numberToHex(number),
    hash: hashOf(number),
    parentHash: number === 0 ? zero32 : hashOf(number - 1),
    timestamp: numberToHex(block.timeSeconds),
    transactions: [],
    gasLimit: "0x1c9c380",
    gasUsed: "0x0",
    baseFeePerGas: "0x1",
    difficulty: "0x0",
    size: "0x1",
    nonce: "0x0000000000000000",
    logsBloom: `0x${"00".repeat(256)}`,
    miner: `0x${"00".repeat(20)}`,
    mixHash: zero32,
    receiptsRoot: zero32,
    sha3Uncles: zero32,
    stateRoot: zero32,
    transactionsRoot: zero32,
    extraData: "0x",
    uncles: [],
  };
}

function toLog({ userOpHash, sender, paymaster, nonce, success }: ScriptedOperation, block: number, index: number) {
  return {
    address: entryPoint09Address.toLowerCase(),
    topics: [eventTopic, userOpHash, pad(sender, { size: 32 }), pad(paymaster, { size: 32 })] as const,
    data: encodeAbiParameters(
      [{ type: "uint256" }, { type: "bool" }, { type: "uint256" }, { type: "uint256" }],
      [nonce, success, 1000n, 1n],
    ),
    blockNumber: numberToHex(block),
    blockHash: hashOf(block),
    transactionHash: `0x${createHash("sha256").update(`transaction ${block} ${index}`).digest("hex")}`,
    transactionIndex: "0x0",
    logIndex: numberToHex(index),
    removed: false,
  };
}
