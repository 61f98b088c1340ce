import { parseArgs } from "node:util";
import { loadConfig, loadVaultConfig } from "../config.ts";
import { StartupError } from "../errors.ts";
import { createVaultSealer, type KeySealer, loadServiceKeys, sealKeyFiles } from "../keys/index.ts";
import { createLogger } from "../logger.ts";
import { getRelayAddress } from "../relay/index.ts";
import {
  appendOperatorAct,
  countHpkeSessions,
  countSealedRows,
  createDatabase,
  type Database,
  listOperatorActs,
  type OperatorAct,
  rewrapRows,
} from "../store/index.ts";
import { describeKeys } from "./describeKeys.ts";
import { parseKeyName, parsePurpose, retireKey, revokeKey, rotateKey } from "./keyDirectory.ts";
import { listOwnerCalls } from "./sponsorCalls.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Print = (line: string) => void;

const usage = `Usage: node packages/cosigner/src/main.ts keys <command>
  status [--json]                        every key: state, since when; rows by KEK version
  rotate <purpose…> [--after SECONDS]    the next version, used from then on (120)
  retire <purpose.vN…>                   nothing new by it; what it made still counts
  revoke <purpose.vN…> [--reason TEXT]   emergency: in 5 seconds nothing by it counts; makes the next version where
                                         there is none. --after SECONDS changes that, --force asks nothing
  rewrap                                 wraps every sealed row under the KEK in use; may be repeated at any time
  seal                                   moves secrets of key files into Vault, and re-wraps those that are there
  paymaster                              the calls the paymasters' owner must make
  relay                                  the relay account of every key version in use
  history                                what was done to keys, as the audit log has it`;

/** Longer than any server keeps a sealed share in memory, and a request takes. */
const kekGraceSeconds = 120;
/** In this time every server learns of a successor and goes over to it, before the revoked key stops counting. */
const revokeSeconds = 5;
const standardOverlapSeconds = 120;
const mostShown = 200;
const tenYearsMs = 10 * 365 * 24 * 3600 * 1000;

/** The operator's `keys …`. Servers take over what it changes within two seconds. */
export async function runKeysCommand(args: readonly string[], environment: Environment, print: Print): Promise<void> {
  const { values, positionals } = parseArguments(args);
  const [command, ...names] = positionals;
  const directory = environment.TANDEM_KEYS_DIR;
  if (!directory) throw new StartupError("TANDEM_KEYS_DIR is not set.", ["Set it to the folder of the key files."]);
  const vault = loadVaultConfig(environment);
  const call: KeysCall = {
    directory,
    sealer: vault && createVaultSealer(vault),
    environment,
    print,
    nowMs: Date.now(),
    acts: [],
  };
  const each = async (work: (name: string | undefined) => Promise<void>) => {
    try {
      for (const name of names.length === 0 ? [undefined] : names) await work(name);
    } finally {
      await record(call);
    }
  };
  const after = parseSeconds(values.after);
  switch (command) {
    case "status":
      return status(call, values.json === true);
    case "rotate":
      return each((name) => rotate(call, name, after ?? standardOverlapSeconds));
    case "retire":
      return each((name) => retire(call, name));
    case "revoke":
      return each((name) =>
        revoke(call, { name, after, reason: values.reason ?? "", isForced: values.force === true }),
      );
    case "rewrap":
      return rewrap(call);
    case "seal":
      await seal(call);
      return record(call);
    case "paymaster":
      return printOwnerCalls(call);
    case "relay":
      return printRelayAccounts(call);
    case "history":
      return printHistory(call);
    default:
      throw new StartupError(usage);
  }
}

type KeysCall = {
  readonly directory: string;
  readonly sealer: KeySealer | undefined;
  readonly environment: Environment;
  readonly print: Print;
  readonly nowMs: number;
  /** What was done, for the audit log. */
  readonly acts: OperatorAct[];
};

async function status(call: KeysCall, isJson: boolean): Promise<void> {
  const rows = call.environment.DATABASE_URL ? await withDatabase(call, countSealedRows) : undefined;
  const lines = await describeKeys({ ...call, rows, isJson });
  for (const line of lines) call.print(line);
}

async function rotate(call: KeysCall, name: string | undefined, afterSeconds: number): Promise<void> {
  const purpose = parsePurpose(name);
  const { version, activeFrom } = await rotateKey({ ...call, purpose, afterSeconds });
  const old = `${purpose}.v${version - 1}`;
  const from = new Date(activeFrom).toISOString();
  call.print(`${purpose}.v${version} made, in use from ${from}`);
  call.acts.push({ kind: "key-rotated", facts: { key: `${purpose}.v${version}`, from } });
  switch (purpose) {
    case "paymaster":
      call.print("The service uses it on a chain as soon as the paymaster there accepts it.");
      await printOwnerCalls(call);
      break;
    case "kek":
      call.print("Next, once it is in use: keys rewrap");
      break;
    case "relay":
      call.print(
        "From then on the relay account is another one, which its first transaction deploys. Nothing to call.",
      );
      await printRelayAccounts(call);
      break;
  }
  call.print(`Then: keys retire ${old}`);
}

async function retire(call: KeysCall, name: string | undefined): Promise<void> {
  const key = parseKeyName(name);
  await retireKey({ ...call, ...key });
  call.print(`${name} retired: nothing new is made with it, what it made still counts`);
  call.acts.push({ kind: "key-retired", facts: { key: `${key.purpose}.v${key.version}` } });
  if (key.purpose === "paymaster") await printOwnerCalls(call);
}

type Revocation = {
  readonly name: string | undefined;
  readonly after: number | undefined;
  readonly reason: string;
  readonly isForced: boolean;
};

async function revoke(call: KeysCall, { name, after, reason, isForced }: Revocation): Promise<void> {
  const key = parseKeyName(name);
  if (!isForced) await assertUnused(call, key);
  const afterSeconds = after ?? (key.purpose === "kek" && !isForced ? kekGraceSeconds : revokeSeconds);
  const atMs = call.nowMs + afterSeconds * 1000;
  const successor = await revokeKey({ ...call, ...key, atMs, reason });
  if (successor) call.print(`${successor.purpose}.v${successor.version} made, in use at once`);
  const from = new Date(atMs).toISOString();
  call.print(`${name} revoked as of ${from}`);
  const made = successor && { successor: `${successor.purpose}.v${successor.version}` };
  call.acts.push({ kind: "key-revoked", facts: { key: `${key.purpose}.v${key.version}`, from, reason, ...made } });
  if (key.purpose === "paymaster") {
    call.print("What it has signed stays valid on chain until the owner removes it, at once:");
    await printOwnerCalls(call);
  }
}

/** What would be lost with it. */
async function assertUnused(call: KeysCall, { purpose, version }: { purpose: string; version: number }): Promise<void> {
  if (purpose === "kek") {
    const rows = (await withDatabase(call, countSealedRows)).get(version) ?? 0;
    if (rows > 0) {
      throw new StartupError(`${rows} rows are still wrapped by kek.v${version}.`, [
        "First: keys rotate kek, then keys rewrap. Key generations under way end within 10 minutes.",
        "Revoked before, their shares could not be opened.",
      ]);
    }
  }
  if (purpose === "hpke" && call.environment.DATABASE_URL) {
    const sessions = await withDatabase(call, (database) => countHpkeSessions(database, version));
    if (sessions > 0) {
      throw new StartupError(`${sessions} key generations under way use hpke.v${version}.`, [
        "Retire it and try again in 10 minutes; in an emergency add --force, and they start again.",
      ]);
    }
  }
}

async function rewrap(call: KeysCall): Promise<void> {
  const { directory, sealer } = call;
  const mode = call.environment.TANDEM_MODE === "production" ? "production" : "local";
  const keys = await loadServiceKeys({ directory, mode, now: Date.now, sealer });
  await withDatabase(call, async (database) => {
    const rows = await rewrapRows(database, keys.kek, ({ table, rows }) => call.print(`${table}: ${rows}`));
    call.print(`${rows} rows wrapped anew by kek.v${keys.kek.version}`);
    const counts = await countSealedRows(database);
    const left = [...counts].filter(([version]) => version !== keys.kek.version);
    for (const [version, count] of left)
      call.print(`${count} rows are still wrapped by kek.v${version}: run it again in 10 minutes`);
    await appendOperatorAct(database, { kind: "rows-wrapped", facts: { key: `kek.v${keys.kek.version}`, rows } });
  });
}

async function seal(call: KeysCall): Promise<void> {
  if (!call.sealer) throw new StartupError("Set TANDEM_VAULT_KEY, VAULT_ADDR and VAULT_TOKEN_FILE.");
  const { sealed, resealed } = await sealKeyFiles(call.directory, call.sealer);
  call.print(`${sealed} key files sealed by ${call.sealer.name}, ${resealed} wrapped anew by its newest version`);
  call.acts.push({ kind: "keys-sealed", facts: { by: call.sealer.name, sealed, resealed } });
}

async function printHistory(call: KeysCall): Promise<void> {
  const acts = await withDatabase(call, (database) => listOperatorActs(database, mostShown));
  if (acts.length === 0) call.print("Nothing was done to keys yet.");
  for (const { at, entry, index } of acts) call.print(`${at.toISOString()} #${index ?? "(waits)"} ${entry}`);
}

/** Into the audit log, when everything is done: a database that is away stops no emergency. */
async function record(call: KeysCall): Promise<void> {
  const { acts, environment, print } = call;
  if (acts.length === 0) return;
  try {
    if (!environment.DATABASE_URL) throw new StartupError("DATABASE_URL is not set.");
    await withDatabase(call, async (database) => {
      for (const act of acts) await appendOperatorAct(database, act);
    });
  } catch (error) {
    const reason = error instanceof StartupError ? error.shortMessage : "The database does not take it.";
    print(`This stands in no audit log. ${reason}`);
  }
}

async function printOwnerCalls(call: KeysCall): Promise<void> {
  if (!call.environment.TANDEM_CHAINS_FILE) {
    call.print("Set the environment of the service to see what the paymaster's owner must call.");
    return;
  }
  const { chains, mode } = await loadConfig(call.environment);
  const { directory, sealer } = call;
  const keys = await loadServiceKeys({
    directory,
    mode,
    // As of when the newest version is in use.
    now: () => call.nowMs + tenYearsMs,
    sealer,
  });
  const calls = await listOwnerCalls(chains, keys.paymaster);
  if (calls.length === 0) call.print("The paymasters accept these keys on every chain. Nothing to call.");
  for (const owner of calls) call.print(`The paymaster's owner must call: ${JSON.stringify(owner)}`);
}

/** A relay key owns an account of its own: another key is another account, and none of them holds anything. */
async function printRelayAccounts(call: KeysCall): Promise<void> {
  if (!call.environment.TANDEM_CHAINS_FILE) {
    call.print("Set the environment of the service to see the addresses of the relay accounts.");
    return;
  }
  const { chains, mode } = await loadConfig(call.environment);
  const { directory, sealer } = call;
  const keys = await loadServiceKeys({ directory, mode, now: () => call.nowMs + tenYearsMs, sealer });
  // The same address on every chain, because factory and core are the same.
  for (const chain of chains.slice(0, 1)) {
    for (const key of keys.relay) call.print(`relay.v${key.version} owns ${getRelayAddress(key, chain)}`);
  }
}

async function withDatabase<result>(
  { environment }: KeysCall,
  use: (database: Database) => Promise<result>,
): Promise<result> {
  const { databaseUrl: url, logLevel: level, logFile: file } = await loadConfig(environment);
  const logger = createLogger({ level, file });
  const database = createDatabase({ url, connections: 2, logger });
  try {
    return await use(database);
  } finally {
    await database.close();
    logger.flush();
  }
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        after: { type: "string" },
        reason: { type: "string" },
        force: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch {
    throw new StartupError(usage);
  }
}

function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,7}$/.test(text)) throw new StartupError("--after takes whole seconds.");
  return Number(text);
}
