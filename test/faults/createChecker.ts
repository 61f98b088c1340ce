import { createHash } from "node:crypto";
import type { CreateSignatureResponse } from "@tandem/protocol";
import type pg from "pg";
import { scriptedChainId } from "./createScriptedChain.ts";
import type { Payment } from "./sendOperation.ts";
import type { World } from "./startWorld.ts";

const limitWei = 10n ** 18n;

export type Checker = {
  /** Everything that must hold once a slice is at rest. @returns one line a violation */
  check(payments: readonly Payment[]): Promise<readonly string[]>;
};

/** Remembers what earlier slices showed: nonces, and the log as far as it has been read. */
export function createChecker(world: World): Checker {
  const log = createLogReader(world);
  const digestOf = new Map<string, string>();
  const recorded = new Map<string, string>();
  const nonces = new Map<string, number>();
  return {
    async check(payments) {
      const { pool } = world.database;
      const answers = readExchanges(world, digestOf, nonces);
      return [
        ...answers.violations,
        ...(await checkStatements(pool)),
        ...checkNonces(world, answers.releases, recorded),
        ...(await checkPayments(pool, payments)),
        ...(await log.check()),
        ...(await checkReceipts(pool, answers.receipts)),
      ];
    },
  };
}

/** What must be empty. Each query names rows that break an invariant. */
const statements: Record<string, string> = {
  "a bucket of the limit is not the sum of what was charged to it": `
    SELECT coalesce(s.account_id, c.account_id) FROM spend s
    FULL JOIN (
      SELECT account_id, c.asset, debit_hour AS hour, sum(c.amount) AS amount
      FROM intents, unnest(assets, charged) AS c (asset, amount) GROUP BY 1, 2, 3
    ) c ON c.account_id = s.account_id AND c.asset = s.asset AND c.hour = s.hour
    WHERE coalesce(s.amount, 0) <> coalesce(c.amount, 0)`,
  "a limit is exceeded": `
    SELECT account_id FROM spend WHERE asset LIKE '%/slip44:60' GROUP BY account_id, asset HAVING sum(amount) > ${limitWei}`,
  "an open slot holds something else than its largest attempt": `
    SELECT account_id FROM (
      SELECT account_id, chain_key, slot, c.asset, sum(c.charged) AS charged,
        max(c.amount) FILTER (WHERE open) AS largest, bool_or(status IN ('settled', 'failed')) AS is_settled
      FROM intents, unnest(assets, amounts, charged) AS c (asset, amount, charged)
      WHERE kind = 'userOperation' GROUP BY 1, 2, 3, 4
    ) slots WHERE NOT is_settled AND charged <> coalesce(largest, 0)`,
  "a settled slot holds something else than it cost": `
    SELECT account_id FROM (
      SELECT account_id, chain_key, slot, c.asset, sum(c.charged) AS charged,
        coalesce(sum(c.amount) FILTER (WHERE status = 'settled'), 0) AS cost,
        bool_or(status IN ('settled', 'failed')) AS is_settled
      FROM intents, unnest(assets, amounts, charged) AS c (asset, amount, charged)
      WHERE kind = 'userOperation' AND max_fee = 0 GROUP BY 1, 2, 3, 4
    ) slots WHERE is_settled AND charged <> cost`,
  "two open or executed intents for one entry nonce and attempt": `
    SELECT account_id FROM intents GROUP BY account_id, chain_key, slot, attempt HAVING count(*) > 1`,
  "two executed operations for one entry nonce": `
    SELECT account_id FROM intents WHERE status IN ('settled', 'failed')
    GROUP BY account_id, chain_key, slot HAVING count(*) > 1`,
  "one digest reserved twice": "SELECT digest FROM intents GROUP BY digest HAVING count(*) > 1",
  "a nonce commitment released twice": `
    SELECT point FROM (SELECT hiding AS point FROM answers UNION ALL SELECT binding FROM answers) points
    GROUP BY point HAVING count(*) > 1`,
  "a released answer without its decision in the log": `
    SELECT a.decision_id FROM answers a LEFT JOIN decisions d USING (decision_id) LEFT JOIN log_entries l USING (decision_id)
    WHERE d.kind IS DISTINCT FROM 'allow' OR l.entry IS DISTINCT FROM d.leaf`,
  "a decision whose leaf is not its salted hash": `
    SELECT decision_id FROM decisions
    WHERE leaf <> sha256(convert_to('tandem/decision/v1', 'UTF8') || salt || convert_to(entry, 'UTF8'))`,
  "a refusal by the limit that had room": `
    SELECT decision_id FROM decisions, LATERAL (SELECT entry::jsonb AS entry) e
    WHERE kind = 'deny' AND e.entry ->> 'rule' = 'daily-limit' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(e.entry -> 'limits') AS l WHERE (l ->> 'after')::numeric > (l ->> 'limit')::numeric)`,
  "a row without its parent": `
    SELECT account_id FROM intents WHERE NOT EXISTS (SELECT FROM chains c WHERE c.chain_key = intents.chain_key)
    UNION ALL SELECT account_id FROM spend WHERE NOT EXISTS (SELECT FROM accounts a WHERE a.account_id = spend.account_id)
    UNION ALL SELECT account_id FROM answers n WHERE NOT EXISTS (
      SELECT FROM intents i WHERE i.account_id = n.account_id AND i.intent_id = n.intent_id)`,
  "a decision still without a place in the log": "SELECT decision_id FROM log_queue",
};

async function checkStatements(pool: pg.Pool): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const [name, text] of Object.entries(statements)) {
    const { rows } = await pool.query(`SELECT count(*)::int AS count FROM (${text}) AS broken`);
    const count: number = rows[0]?.count ?? 0;
    if (count > 0) violations.push(`${name} (${count})`);
  }
  return violations;
}

type Receipt = { readonly decisionId: string; readonly leaf: string };
type Release = { readonly hiding: string; readonly digest: string };

/** Every answer a co-signer sent, also those the proxy kept from the client. */
function readExchanges(world: World, digestOf: Map<string, string>, nonces: Map<string, number>) {
  const violations: string[] = [];
  const receipts: Receipt[] = [];
  const releases: Release[] = [];
  for (const { request, status, body } of world.exchanges.splice(0)) {
    const head = request.toString("latin1", 0, Math.max(0, request.indexOf("\r\n\r\n")));
    if (status !== 200) continue;
    const name = `${/keyid="([^"]+)"/.exec(head)?.[1]} ${/nonce="([^"]+)"/.exec(head)?.[1]}`;
    nonces.set(name, (nonces.get(name) ?? 0) + 1);
    if ((nonces.get(name) ?? 0) > 1 && !head.includes("/paymaster/"))
      violations.push(`a request nonce worked twice: ${name}`);
    if (!/^POST \S+\/signatures /.test(head)) continue;
    const { commitments, digest, receipt } = JSON.parse(body) as CreateSignatureResponse;
    for (const point of [commitments.hiding, commitments.binding]) {
      const known = digestOf.get(point);
      if (known !== undefined && known !== digest) violations.push(`one nonce commitment for two digests: ${point}`);
      digestOf.set(point, digest);
    }
    if (commitments.hiding === commitments.binding) violations.push("D = E");
    receipts.push({ decisionId: receipt.decisionId, leaf: receipt.leaf });
    releases.push({ hiding: commitments.hiding, digest });
  }
  return { violations, receipts, releases };
}

/** Every release that left a server stands in the log under the leaf its receipt named. */
async function checkReceipts(pool: pg.Pool, receipts: readonly Receipt[]): Promise<readonly string[]> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS missing FROM unnest($1::bigint[], $2::bytea[]) AS r (decision_id, leaf)
      LEFT JOIN log_entries l USING (decision_id) WHERE l.entry IS DISTINCT FROM r.leaf`,
    [receipts.map(({ decisionId }) => decisionId), receipts.map(({ leaf }) => Buffer.from(leaf.slice(2), "hex"))],
  );
  const missing: number = rows[0]?.missing ?? 0;
  return missing > 0 ? [`a release without its leaf in the log (${missing})`] : [];
}

/** Of the recorder: each fresh nonce was made for one digest, and what was released is what was recorded. */
function checkNonces(world: World, releases: readonly Release[], recorded: Map<string, string>): readonly string[] {
  if (world.kind !== "recorder") return [];
  const violations: string[] = [];
  for (const [hiding, digest] of world.readRecorder()) {
    if (recorded.has(hiding)) violations.push(`a nonce recorded twice: ${hiding}`);
    recorded.set(hiding, digest);
  }
  for (const { hiding, digest } of releases) {
    if (recorded.get(hiding.slice(2)) !== digest.slice(2))
      violations.push(`a release that was not recorded: ${hiding}`);
  }
  return violations;
}

type Row = { intent: string; status: string; digest: string; amount: string | null };

/** What the database holds of each payment is what its device saw and the chain said. */
async function checkPayments(pool: pg.Pool, payments: readonly Payment[]): Promise<readonly string[]> {
  const violations: string[] = [];
  const { rows } = await pool.query<Row>(
    `SELECT encode(intent_id, 'hex') AS intent, status, encode(digest, 'hex') AS digest, amounts[1]::text AS amount
      FROM intents WHERE intent_id = ANY($1)`,
    [payments.map(({ intentId }) => Buffer.from(intentId.slice(2), "hex"))],
  );
  const byIntent = new Map(rows.map((row) => [row.intent, row]));
  for (const payment of payments) {
    const row = byIntent.get(payment.intentId.slice(2));
    const wanted = expectedStatus(payment);
    const name = `intent ${payment.intentId}, ${payment.outcome}, ${payment.settlement}`;
    if (payment.outcome === "daily-limit" || payment.outcome === "conflict") {
      // Reserved by a question whose answer was lost, closed by settlement before the next.
      const isOver = payment.settlement === "replaced" && row?.status === "expired";
      if (row && !isOver && !(await isAllowedAfterwards(pool, payment)))
        violations.push(`${name}: a refused payment is reserved`);
    } else if (payment.outcome === "released" && !row) violations.push(`${name}: a release without a reservation`);
    else if (row) {
      if (payment.digest !== undefined && row.digest !== payment.digest.slice(2))
        violations.push(`${name}: another digest`);
      if (payment.amountWei > 0n && row.amount !== payment.amountWei.toString())
        violations.push(`${name}: another amount`);
      if (payment.outcome === "released" && !wanted.includes(row.status)) violations.push(`${name}: is ${row.status}`);
    }
  }
  return violations;
}

/**
 * Whether every refusal of a payment came before its first allowance: an earlier question, given up by its device, was
 * still on its way, and found the room that a refund had made meanwhile. What is reserved must never be refused.
 */
async function isAllowedAfterwards(pool: pg.Pool, { device, intentId }: Payment): Promise<boolean> {
  const { rows } = await pool.query<{ kind: string }>(
    `SELECT kind FROM decisions WHERE account_id = $1 AND entry::jsonb ->> 'intent' = $2 ORDER BY decision_id`,
    [Buffer.from(device.account.accountId.slice(2), "hex"), intentId],
  );
  const kinds = rows.map(({ kind }) => kind);
  return kinds.includes("allow") && kinds.lastIndexOf("deny") < kinds.indexOf("allow");
}

function expectedStatus({ settlement, chainId }: Payment): readonly string[] {
  switch (settlement) {
    case "settled":
    case "failed":
      return [settlement];
    case "replaced":
      return ["expired"];
    case "none":
      // A crash of the database may take back "signed", which a later question would set again.
      return chainId === scriptedChainId ? ["signed", "reserved", "expired"] : ["signed", "reserved", "settled"];
  }
}

/** Recomputes the tree from its entries, reading each entry once, and compares it with what the service signed. */
function createLogReader(world: World) {
  const hash = (...parts: readonly Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  /** Roots of perfect subtrees, largest first, with their sizes: RFC 6962 split by powers of two. */
  const peaks: { size: number; root: Buffer }[] = [];
  let read = 0;
  const append = (entry: Buffer) => {
    peaks.push({ size: 1, root: hash(Buffer.of(0), entry) });
    for (;;) {
      const [left, right] = peaks.slice(-2);
      if (!left || !right || left.size !== right.size) break;
      peaks.splice(-2, 2, { size: left.size * 2, root: hash(Buffer.of(1), left.root, right.root) });
    }
  };
  return {
    async check(): Promise<readonly string[]> {
      const { pool } = world.database;
      const { rows: states } = await pool.query<{ size: string; root: Buffer }>("SELECT size, root FROM log_state");
      const size = Number(states[0]?.size ?? 0);
      const { rows } = await pool.query<{ log_index: string; entry: Buffer }>(
        "SELECT log_index, entry FROM log_entries WHERE log_index >= $1 AND log_index < $2 ORDER BY log_index",
        [read, size],
      );
      for (const { log_index, entry } of rows) {
        if (Number(log_index) !== read) return [`the log has a gap at ${read}`];
        append(entry);
        read++;
      }
      const root = peaks.reduceRight<Buffer | undefined>(
        (right, { root: left }) => (right ? hash(Buffer.of(1), left, right) : left),
        undefined,
      );
      if (read !== size) return [`the log has ${read} entries and says ${size}`];
      return root && states[0] && !root.equals(states[0].root) ? ["the log's root is not that of its entries"] : [];
    },
  };
}
