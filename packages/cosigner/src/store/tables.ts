import type {
  AccountOrigin,
  Facts,
  GuardianAcceptance,
  GuardianCard,
  GuardianConfig,
  GuardianSet,
  KitUpdate,
  Policy,
  Recovered,
  Rotation,
  Transfer,
  VaultWrap,
} from "@tandem/protocol";
import type { ColumnType, Generated, JSONColumnType, Selectable } from "kysely";

// What kysely knows of the tables; migrations/*.sql is what they are.

type Json<value extends object | null> = JSONColumnType<value>;
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Bytes = ColumnType<Buffer, Uint8Array, Uint8Array>;
type NullableBytes = ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>;
/** Amounts: exact, as text. */
type Numeric = ColumnType<string, string | bigint, string | bigint>;

/** RFC 8291: the browser's public key and secret of a push subscription, base64url. */
export type PushKeys = { readonly p256dh: string; readonly auth: string };

export type Tables = {
  chains: {
    chain_key: Generated<number>;
    chain_id: number;
    genesis_hash: Bytes;
    block_number: number;
    block_time: NullableTimestamp;
  };
  accounts: {
    account_id: Bytes;
    name: string;
    status: "created" | "passkey" | "keyed" | "active" | "ended";
    version: Generated<number>;
    created_at: Timestamp;
    expires_at: NullableTimestamp;
    dkg_sessions: Generated<number>;
    key_epoch: Generated<number>;
    public_key: NullableBytes;
    public_key_package: NullableBytes;
    transcript_hash: NullableBytes;
    birth_key: NullableBytes;
    config_hash: Generated<Buffer>;
    salt: Generated<Buffer>;
    rotations: ColumnType<Rotation[], string | undefined, string>;
    recovered: ColumnType<Recovered | null, string | undefined, string>;
    address: NullableBytes;
    frozen_at: NullableTimestamp;
    frozen_by: "owner" | "guardians" | null;
    has_vault: Generated<boolean>;
    vault_confirmed: Generated<boolean>;
    policy: Json<Policy>;
    policy_hash: Bytes;
  };
  devices: {
    account_id: Bytes;
    key_id: Bytes;
    name: string;
    door: "new" | "passkey" | "qr" | "kit" | "recovery";
    credential_id: NullableBytes;
    created_at: Timestamp;
    last_used_at: Timestamp;
    revoked_at: NullableTimestamp;
    confirmed_at: NullableTimestamp;
    added_by: NullableBytes;
    added_signature: NullableBytes;
    hpke_key: NullableBytes;
  };
  credentials: {
    credential_id: Bytes;
    account_id: Bytes;
    public_key: Bytes;
    counter: number;
    transports: string[];
    backed_up: boolean;
    created_at: Timestamp;
  };
  challenges: {
    challenge_id: Bytes;
    challenge: Bytes;
    purpose: ChallengePurpose;
    account_id: NullableBytes;
    key_id: Bytes;
    expires_at: Timestamp;
  };
  dkg_sessions: {
    session_id: Bytes;
    account_id: Bytes;
    key_id: Bytes;
    rotation_id: NullableBytes;
    package_hash: Bytes;
    device_hpke: Bytes;
    hpke_version: number;
    sealed_seed: Bytes;
    kek_version: number;
    wrapped_key: Bytes;
    expires_at: Timestamp;
  };
  server_shares: {
    account_id: Bytes;
    key_epoch: number;
    sealed: Bytes;
    kek_version: number;
    wrapped_key: Bytes;
    created_at: Timestamp;
  };
  vaults: {
    account_id: Bytes;
    key_epoch: number;
    sealed_share: Bytes;
    wraps: ColumnType<VaultWrap[], string, string>;
    updated_at: Timestamp;
  };
  intents: {
    account_id: Bytes;
    intent_id: Bytes;
    chain_key: number;
    kind: "userOperation" | "typedData" | "message" | "firstGuardians";
    slot: Bytes;
    attempt: number;
    digest: Bytes;
    user_op_hash: NullableBytes;
    status: IntentStatus;
    open: boolean;
    valid_until: number;
    assets: string[];
    amounts: string[];
    charged: string[];
    max_fee: Numeric;
    transfers: ColumnType<Transfer[], string, string>;
    created_at: Timestamp;
    signed_at: NullableTimestamp;
    closed_at: NullableTimestamp;
    transaction_hash: NullableBytes;
    block_number: number | null;
  };
  spend: { account_id: Bytes; asset: string; hour: Timestamp; amount: Numeric };
  sponsor_budgets: { scope: string; day: Timestamp; shard: number; used: number };
  movements: {
    movement_id: Generated<number>;
    account_id: Bytes;
    chain_key: number;
    kind: "received" | "sent";
    transaction_hash: Bytes;
    place: string;
    block_number: number;
    occurred_at: Timestamp;
    asset: string;
    amount: Numeric;
    counterparty: Bytes;
  };
  alarms: {
    alarm_id: Generated<number>;
    account_id: Bytes;
    kind: string;
    facts: Json<Facts>;
    raised_at: Timestamp;
    seen_at: NullableTimestamp;
  };
  waits: {
    wait_id: Bytes;
    account_id: Bytes;
    kind: string;
    subject: Bytes;
    facts: Json<Facts>;
    key_id: NullableBytes;
    requested_at: Timestamp;
    ready_at: Timestamp;
    expires_at: Timestamp;
    cancelled_at: NullableTimestamp;
    used_at: NullableTimestamp;
  };
  policy_changes: {
    wait_id: Bytes;
    account_id: Bytes;
    base_hash: Bytes;
    policy: Json<Policy>;
    policy_hash: Bytes;
  };
  relay_jobs: {
    job_id: Bytes;
    job_key: string;
    kind: string;
    chain_key: number;
    account_id: NullableBytes;
    target: Bytes;
    data: Bytes;
    status: Generated<"queued" | "sent" | "done" | "failed" | "refused">;
    reason: string | null;
    attempts: Generated<number>;
    user_op_hash: NullableBytes;
    transaction_hash: NullableBytes;
    created_at: Timestamp;
    due_at: Timestamp;
    updated_at: Timestamp;
    after_key: string | null;
    retry_at: Timestamp;
    lease: NullableBytes;
    lease_until: NullableTimestamp;
    rounds: Generated<number>;
    valid_until: number | null;
    sent_block: number | null;
    relay_version: number | null;
  };
  account_guardians: {
    account_id: Bytes;
    chain_key: number;
    config_epoch: number;
    config_hash: Bytes;
    config: Json<GuardianConfig>;
    applied_at: Timestamp;
  };
  recoveries: {
    recovery_id: Bytes;
    account_id: Bytes;
    address: Bytes;
    requester: string;
    origin: Json<AccountOrigin>;
    guardians: Json<GuardianSet>;
    new_owner: Bytes;
    proof: Bytes;
    owner_epoch: number;
    nonce: Bytes;
    deadline: number;
    chain_ids: number[];
    recovery_hash: Bytes;
    created_at: Timestamp;
    withdrawn_at: NullableTimestamp;
    alarmed_at: NullableTimestamp;
    taken_over_at: NullableTimestamp;
    owner_signature: NullableBytes;
  };
  recovery_chains: {
    recovery_id: Bytes;
    chain_key: number;
    status: "collecting" | "submitting" | "pending" | "done" | "cancelled" | "replaced";
    ready_at: NullableTimestamp;
    expires_at: NullableTimestamp;
    transaction_hash: NullableBytes;
    job_key: string | null;
  };
  recovery_approvals: {
    recovery_id: Bytes;
    chain_key: number;
    signer: Bytes;
    salt: Bytes;
    signature: Bytes;
    commitment: Bytes;
    approved_at: Timestamp;
  };
  channels: {
    channel_id: Bytes;
    account_id: Bytes;
    kind: "email" | "push";
    target: string;
    subscription: Json<PushKeys> | null;
    name: string;
    created_at: Timestamp;
    confirmed_at: NullableTimestamp;
    code_hash: NullableBytes;
    code_tries: Generated<number>;
    code_until: NullableTimestamp;
    last_sent_at: NullableTimestamp;
    removed_at: NullableTimestamp;
    stop_token: Bytes;
    key_version: number | null;
  };
  deliveries: {
    delivery_id: Generated<number>;
    alarm_id: number;
    channel_id: Bytes;
    status: Generated<"queued" | "sent" | "failed">;
    attempts: Generated<number>;
    retry_at: Timestamp;
    lease_until: NullableTimestamp;
  };
  sync_blobs: { account_id: Bytes; version: number; sealed: Bytes; updated_at: Timestamp };
  chain_heads: { chain_key: number; block_number: number };
  kits: {
    account_id: Bytes;
    key_id: Bytes;
    hpke_key: Bytes;
    public_key: Bytes;
    key_epoch: number;
    made_by: Bytes;
    made_at: Timestamp;
    checked_at: NullableTimestamp;
    revoked_at: NullableTimestamp;
  };
  refreshes: {
    account_id: Bytes;
    session_id: Bytes;
    key_id: Bytes;
    key_epoch: number;
    package_hash: Bytes;
    device_hpke: Bytes;
    hpke_version: number;
    kit_key_id: NullableBytes;
    kit_hpke: NullableBytes;
    sealed_seed: NullableBytes;
    seed_kek_version: number | null;
    seed_wrapped: NullableBytes;
    sealed: NullableBytes;
    kek_version: number | null;
    wrapped_key: NullableBytes;
    public_key_package: NullableBytes;
    transcript_hash: NullableBytes;
    kit_update: ColumnType<KitUpdate | null, string | null | undefined, string | null>;
    started_at: Timestamp;
  };
  kit_updates: {
    account_id: Bytes;
    kit_key_id: Bytes;
    key_epoch: number;
    kit_update: ColumnType<KitUpdate, string, string>;
  };
  kit_restores: {
    account_id: Bytes;
    key_id: Bytes;
    kit_key_id: Bytes;
    device_name: string;
    credential_id: NullableBytes;
    by_passkey: Generated<boolean>;
    public_key: NullableBytes;
    counter: Generated<number>;
    transports: Generated<string[]>;
    backed_up: Generated<boolean>;
    created_at: Timestamp;
    admitted_at: NullableTimestamp;
  };
  account_chains: {
    account_id: Bytes;
    chain_key: number;
    owner: Bytes;
    owner_epoch: number;
    block_number: number;
  };
  rotations: {
    rotation_id: Bytes;
    account_id: Bytes;
    key_id: Bytes;
    by_kit: Generated<boolean>;
    status: Generated<"started" | "keyed" | "signed" | "spreading" | "finished">;
    owner_epoch: number;
    key_epoch: number;
    sessions: Generated<number>;
    public_key: NullableBytes;
    public_key_package: NullableBytes;
    transcript_hash: NullableBytes;
    sealed: NullableBytes;
    kek_version: number | null;
    wrapped_key: NullableBytes;
    proof: NullableBytes;
    previous_key_epoch: number;
    previous_public_key: Bytes;
    previous_key_package: Bytes;
    created_at: Timestamp;
  };
  second_factors: {
    account_id: Bytes;
    sealed: Bytes;
    kek_version: number;
    wrapped_key: Bytes;
    confirmed_at: NullableTimestamp;
    last_step: Generated<number>;
    last_use: NullableBytes;
    failures: Generated<number>;
    locked_until: Timestamp;
  };
  pairings: {
    pairing_id: Bytes;
    key_id: Bytes;
    hpke_key: Bytes;
    device_name: string;
    account_id: NullableBytes;
    sealed: NullableBytes;
    expires_at: Timestamp;
  };
  rotation_chains: { rotation_id: Bytes; chain_key: number; state: "undeployed" | "pending" | "done" };
  guardian_invites: {
    invite_id: Bytes;
    account_id: Bytes;
    name: string;
    created_at: Timestamp;
    expires_at: Timestamp;
    withdrawn_at: NullableTimestamp;
    acceptance: ColumnType<GuardianAcceptance | null, string | undefined, string>;
    accepted_at: NullableTimestamp;
    card: ColumnType<GuardianCard | null, string | undefined, string>;
    seen_at: NullableTimestamp;
    silence_told_at: NullableTimestamp;
  };
  first_guardians: {
    account_id: Bytes;
    config: ColumnType<GuardianConfig, string, string>;
    owner_signature: Bytes;
    created_at: Timestamp;
  };
};

export type RotationRow = Selectable<Tables["rotations"]>;
export type ChallengePurpose = "registration" | "confirm-creation" | "open-vault" | "sign-in" | "add-passkey";
export type IntentStatus = "reserved" | "signed" | "settled" | "failed" | "expired";
