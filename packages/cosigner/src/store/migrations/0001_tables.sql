-- PostgreSQL ≥ 15. Forward only: a later change is a later file.

-- A chain is its id and its genesis: the same id with another genesis is another world.
CREATE TABLE chains (
  chain_key    smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id     bigint   NOT NULL,
  genesis_hash bytea    NOT NULL CHECK (octet_length(genesis_hash) = 32),
  -- Settlement has read every block up to and including this one.
  block_number bigint   NOT NULL,
  block_time   timestamptz,
  UNIQUE (chain_id, genesis_hash)
);

-- `version` rises with every change of the row, its devices, passkeys or policy. Servers cache what they read with the
-- version; a reservation with a stale version is refused and tried again, so a cache can be old but never wrong.
CREATE TABLE accounts (
  account_id         bytea       PRIMARY KEY CHECK (octet_length(account_id) = 16),
  name               text        NOT NULL,
  status             text        NOT NULL CHECK (status IN ('created', 'passkey', 'keyed', 'active')),
  version            bigint      NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  -- Accounts that are not active by then are deleted.
  expires_at         timestamptz,
  dkg_sessions       integer     NOT NULL DEFAULT 0,
  key_epoch          integer     NOT NULL DEFAULT 1,
  public_key         bytea       CHECK (octet_length(public_key) = 32),
  public_key_package bytea,
  transcript_hash    bytea       CHECK (octet_length(transcript_hash) = 32),
  birth_key          bytea       CHECK (octet_length(birth_key) = 32),
  config_hash        bytea       NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(config_hash) = 32),
  salt               bytea       NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(salt) = 32),
  rotations          jsonb       NOT NULL DEFAULT '[]',
  address            bytea       UNIQUE CHECK (octet_length(address) = 20),
  frozen_at          timestamptz,
  has_vault          boolean     NOT NULL DEFAULT false,
  -- The vault copy was opened by a fresh assertion before the account was shown.
  vault_confirmed    boolean     NOT NULL DEFAULT false,
  policy             jsonb       NOT NULL,
  policy_hash        bytea       NOT NULL CHECK (octet_length(policy_hash) = 32),
  CHECK (status NOT IN ('keyed', 'active') OR (public_key IS NOT NULL AND birth_key IS NOT NULL AND address IS NOT NULL)),
  CHECK ((status = 'active') = (expires_at IS NULL))
);
CREATE INDEX accounts_expiry ON accounts (expires_at) WHERE expires_at IS NOT NULL;

-- A device is the P-256 key it signs its requests with.
CREATE TABLE devices (
  account_id   bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key_id       bytea       NOT NULL CHECK (octet_length(key_id) = 33),
  name         text        NOT NULL,
  door         text        NOT NULL CHECK (door IN ('new', 'passkey')),
  -- The passkey it signed in with.
  credential_id bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  revoked_at   timestamptz,
  PRIMARY KEY (account_id, key_id)
);

CREATE TABLE credentials (
  credential_id bytea       PRIMARY KEY,
  account_id    bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  public_key    bytea       NOT NULL,
  counter       bigint      NOT NULL,
  transports    text[]      NOT NULL DEFAULT '{}',
  backed_up     boolean     NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX credentials_account ON credentials (account_id);

-- WebAuthn challenges: deleted when answered, so each is answered once.
CREATE TABLE challenges (
  challenge_id bytea       PRIMARY KEY CHECK (octet_length(challenge_id) = 16),
  challenge    bytea       NOT NULL CHECK (octet_length(challenge) = 32),
  purpose      text        NOT NULL CHECK (purpose IN ('registration', 'confirm-creation', 'sign-in')),
  account_id   bytea       REFERENCES accounts ON DELETE CASCADE,
  key_id       bytea       NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX challenges_account ON challenges (account_id, purpose);
CREATE INDEX challenges_expiry ON challenges (expires_at);

-- Between the two round trips of a key generation. `sealed_seed` is everything the server's side follows from.
CREATE TABLE dkg_sessions (
  session_id   bytea       PRIMARY KEY CHECK (octet_length(session_id) = 16),
  account_id   bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key_id       bytea       NOT NULL,
  package_hash bytea       NOT NULL CHECK (octet_length(package_hash) = 32),
  device_hpke  bytea       NOT NULL CHECK (octet_length(device_hpke) = 32),
  hpke_version integer     NOT NULL,
  sealed_seed  bytea       NOT NULL,
  kek_version  integer     NOT NULL,
  wrapped_key  bytea       NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX dkg_sessions_expiry ON dkg_sessions (expires_at);
CREATE INDEX dkg_sessions_account ON dkg_sessions (account_id);

CREATE TABLE server_shares (
  account_id  bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key_epoch   integer     NOT NULL,
  sealed      bytea       NOT NULL,
  kek_version integer     NOT NULL,
  wrapped_key bytea       NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key_epoch)
);

-- The device share sealed by the device; the service cannot open it.
CREATE TABLE vaults (
  account_id   bytea       PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  key_epoch    integer     NOT NULL,
  sealed_share bytea       NOT NULL,
  wraps        jsonb       NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now()
);

-- A request key uses a nonce once. Partitioned by the signed minute, one partition an hour: a partition whose requests
-- have all left the window is dropped whole.
CREATE TABLE request_nonces (
  signed_minute timestamptz NOT NULL,
  key_id        bytea       NOT NULL,
  nonce         bytea       NOT NULL,
  PRIMARY KEY (signed_minute, key_id, nonce)
) PARTITION BY RANGE (signed_minute);

-- Every decision, with the salted hash that part 3 puts into the log. `entry` is kept as the exact text hashed.
CREATE TABLE decisions (
  decision_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id  bytea       NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('allow', 'deny', 'gate')),
  leaf        bytea       NOT NULL CHECK (octet_length(leaf) = 32),
  salt        bytea       NOT NULL CHECK (octet_length(salt) = 32),
  entry       text        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX decisions_account ON decisions (account_id, decision_id);

-- One row an operation (or message): what was reserved, signed, and what the chain says of it. `slot` is the entry
-- nonce of an operation, the digest of a message. Never deleted by a timer.
CREATE TABLE intents (
  account_id       bytea       NOT NULL REFERENCES accounts,
  intent_id        bytea       NOT NULL CHECK (octet_length(intent_id) = 32),
  chain_key        smallint    NOT NULL REFERENCES chains,
  kind             text        NOT NULL CHECK (kind IN ('userOperation', 'typedData', 'message')),
  slot             bytea       NOT NULL CHECK (octet_length(slot) = 32),
  attempt          integer     NOT NULL CHECK (attempt >= 0),
  digest           bytea       NOT NULL CHECK (octet_length(digest) = 32),
  user_op_hash     bytea       CHECK (octet_length(user_op_hash) = 32),
  status           text        NOT NULL CHECK (status IN ('reserved', 'signed', 'settled', 'failed', 'expired')),
  -- False once the chain has decided. Apart from `status` so that signing changes no indexed column.
  open             boolean     NOT NULL DEFAULT true,
  lock_token       bytea       NOT NULL CHECK (octet_length(lock_token) = 16),
  key_epoch        integer     NOT NULL,
  valid_until      bigint      NOT NULL,
  -- Per asset: what this attempt may spend, and what it added to the bucket of `debit_hour`.
  assets           text[]      NOT NULL,
  amounts          numeric[]   NOT NULL,
  charged          numeric[]   NOT NULL,
  debit_hour       timestamptz NOT NULL,
  -- The part of the native amount that is the highest possible fee; 0 when sponsored.
  max_fee          numeric     NOT NULL DEFAULT 0,
  transfers        jsonb       NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  signed_at        timestamptz,
  closed_at        timestamptz,
  transaction_hash bytea,
  block_number     bigint,
  PRIMARY KEY (account_id, intent_id),
  UNIQUE (account_id, chain_key, slot, attempt)
) WITH (fillfactor = 80);
CREATE INDEX intents_user_op_hash ON intents (user_op_hash) WHERE user_op_hash IS NOT NULL;
CREATE INDEX intents_open ON intents (chain_key, valid_until) WHERE open;
CREATE INDEX intents_recent ON intents (account_id, created_at DESC);

-- Released signature shares: the identical question gets the identical answer.
CREATE TABLE answers (
  account_id   bytea NOT NULL,
  request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
  intent_id    bytea NOT NULL,
  hiding       bytea NOT NULL,
  binding      bytea NOT NULL,
  share        bytea NOT NULL,
  decision_id  bigint NOT NULL,
  PRIMARY KEY (account_id, request_hash),
  FOREIGN KEY (account_id, intent_id) REFERENCES intents
);

-- Hourly buckets of what was signed. A limit counts every bucket that ends inside the last 24 h.
CREATE TABLE spend (
  account_id bytea       NOT NULL REFERENCES accounts,
  asset      text        NOT NULL,
  hour       timestamptz NOT NULL,
  amount     numeric     NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (account_id, asset, hour)
) WITH (fillfactor = 80);

-- Operations sponsored a day: `account:<id>` whole, service-wide scopes in shards so that no row is hot.
CREATE TABLE sponsor_budgets (
  scope text     NOT NULL,
  day   date     NOT NULL,
  shard smallint NOT NULL,
  used  integer  NOT NULL,
  PRIMARY KEY (scope, day, shard)
) WITH (fillfactor = 70);

-- Money that moved without an operation of ours: received, or taken by somebody with an allowance.
CREATE TABLE movements (
  movement_id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id       bytea       NOT NULL REFERENCES accounts,
  chain_key        smallint    NOT NULL REFERENCES chains,
  kind             text        NOT NULL CHECK (kind IN ('received', 'sent')),
  transaction_hash bytea       NOT NULL,
  -- Place inside the transaction; keeps a block that is read twice from counting twice.
  place            text        NOT NULL,
  block_number     bigint      NOT NULL,
  occurred_at      timestamptz NOT NULL,
  asset            text        NOT NULL,
  amount           numeric     NOT NULL,
  counterparty     bytea       NOT NULL,
  UNIQUE (account_id, chain_key, transaction_hash, place)
);
CREATE INDEX movements_recent ON movements (account_id, occurred_at DESC);
