-- The recovery door, the channels that carry alarms to people, and each account's synchronised data.

-- An account whose owner is another key now, under another row, ends: it answers to nobody, and keeps its history.
ALTER TABLE accounts DROP CONSTRAINT accounts_status_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_status_check
  CHECK (status IN ('created', 'passkey', 'keyed', 'active', 'ended'));

-- Guardians that took effect on a chain, by the chain's own word: public, and what a recovery is checked against.
CREATE TABLE account_guardians (
  account_id   bytea    NOT NULL REFERENCES accounts ON DELETE CASCADE,
  chain_key    smallint NOT NULL REFERENCES chains,
  config_epoch bigint   NOT NULL,
  config_hash  bytea    NOT NULL CHECK (octet_length(config_hash) = 32),
  config       jsonb    NOT NULL,
  PRIMARY KEY (account_id, chain_key)
);

-- Somebody asks the guardians of an address to make the key of an account under creation its owner.
CREATE TABLE recoveries (
  recovery_id   bytea       PRIMARY KEY CHECK (octet_length(recovery_id) = 16),
  account_id    bytea       NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
  address       bytea       NOT NULL CHECK (octet_length(address) = 20),
  requester     text        NOT NULL,
  origin        jsonb       NOT NULL,
  guardians     jsonb       NOT NULL,
  new_owner     bytea       NOT NULL CHECK (octet_length(new_owner) = 32),
  proof         bytea       NOT NULL CHECK (octet_length(proof) = 52),
  owner_epoch   bigint      NOT NULL,
  nonce         bytea       NOT NULL CHECK (octet_length(nonce) = 32),
  deadline      bigint      NOT NULL,
  chain_ids     bigint[]    NOT NULL,
  recovery_hash bytea       NOT NULL CHECK (octet_length(recovery_hash) = 32),
  created_at    timestamptz NOT NULL DEFAULT now(),
  withdrawn_at  timestamptz,
  -- The owner was told, with the first guardian's yes.
  alarmed_at    timestamptz,
  -- The service holds the account under the new key.
  taken_over_at timestamptz
);
CREATE INDEX recoveries_address ON recoveries (address);

-- What guardians approve is this key: it is not made again under them.
CREATE FUNCTION keep_recovery_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM recoveries WHERE account_id = OLD.account_id AND taken_over_at IS NULL) THEN
    RAISE EXCEPTION 'guardians are asked for this key';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_recovery_key BEFORE UPDATE OF public_key ON accounts FOR EACH ROW
  WHEN (OLD.public_key IS DISTINCT FROM NEW.public_key) EXECUTE FUNCTION keep_recovery_key();

CREATE TABLE recovery_chains (
  recovery_id      bytea    NOT NULL REFERENCES recoveries ON DELETE CASCADE,
  chain_key        smallint NOT NULL REFERENCES chains,
  status           text     NOT NULL
    CHECK (status IN ('collecting', 'submitting', 'pending', 'done', 'cancelled', 'replaced')),
  ready_at         timestamptz,
  expires_at       timestamptz,
  transaction_hash bytea,
  -- Key of the relay's job that starts it.
  job_key          text,
  PRIMARY KEY (recovery_id, chain_key)
);

-- Checked approvals. A guardian counts once a chain.
CREATE TABLE recovery_approvals (
  recovery_id bytea       NOT NULL,
  chain_key   smallint    NOT NULL,
  signer      bytea       NOT NULL,
  salt        bytea       NOT NULL CHECK (octet_length(salt) = 32),
  signature   bytea       NOT NULL,
  commitment  bytea       NOT NULL CHECK (octet_length(commitment) = 32),
  approved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (recovery_id, chain_key, commitment),
  FOREIGN KEY (recovery_id, chain_key) REFERENCES recovery_chains ON DELETE CASCADE
);

-- The chain made the new key the owner. Ties the account to it, once: who held the account under the old key ends, and
-- defaults apply. History, guardians and what the chains say move with the address. True when this call did it.
CREATE FUNCTION take_over_account(p_recovery bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_recovery recoveries;
  v_old bytea;
BEGIN
  SELECT * INTO v_recovery FROM recoveries WHERE recovery_id = p_recovery FOR UPDATE;
  IF NOT FOUND OR v_recovery.taken_over_at IS NOT NULL THEN RETURN false; END IF;
  SELECT account_id INTO v_old FROM accounts
    WHERE address = v_recovery.address AND account_id <> v_recovery.account_id FOR UPDATE;
  IF v_old IS NOT NULL THEN
    PERFORM raise_alarm(v_old, 'account-recovered', jsonb_build_object('requester', v_recovery.requester));
    UPDATE accounts SET status = 'ended', address = NULL, expires_at = 'infinity', version = version + 1
      WHERE account_id = v_old;
    UPDATE devices SET revoked_at = now() WHERE account_id = v_old AND revoked_at IS NULL;
    UPDATE waits SET cancelled_at = now() WHERE account_id = v_old AND cancelled_at IS NULL AND used_at IS NULL;
    DELETE FROM vaults WHERE account_id = v_old;
    DELETE FROM server_shares WHERE account_id = v_old;
    DELETE FROM dkg_sessions WHERE account_id = v_old;
    UPDATE movements SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_chains SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
    UPDATE account_events SET account_id = v_recovery.account_id WHERE account_id = v_old;
    IF to_regclass('first_guardians') IS NOT NULL THEN
      UPDATE first_guardians SET account_id = v_recovery.account_id WHERE account_id = v_old;
      UPDATE guardian_invites SET account_id = v_recovery.account_id WHERE account_id = v_old;
    END IF;
  END IF;
  UPDATE accounts SET
      status = 'active', expires_at = NULL, version = version + 1, address = v_recovery.address,
      birth_key = decode(substr(v_recovery.origin ->> 'birthKey', 3), 'hex'),
      config_hash = decode(substr(v_recovery.origin ->> 'configHash', 3), 'hex'),
      salt = decode(substr(v_recovery.origin ->> 'salt', 3), 'hex'),
      rotations = v_recovery.origin -> 'rotations'
    WHERE account_id = v_recovery.account_id;
  UPDATE recoveries SET taken_over_at = now() WHERE recovery_id = p_recovery;
  PERFORM raise_alarm(v_recovery.account_id, 'account-recovered',
    jsonb_build_object('requester', v_recovery.requester));
  RETURN true;
END $$;

-- Where a person is told of alarms. Never a way in: neither sign-in nor recovery knows of them.
CREATE TABLE channels (
  channel_id   bytea       PRIMARY KEY CHECK (octet_length(channel_id) = 16),
  account_id   bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind         text        NOT NULL CHECK (kind IN ('email', 'push')),
  -- An e-mail address, or a push service's endpoint.
  target       text        NOT NULL,
  -- Keys of a push subscription.
  subscription jsonb,
  name         text        NOT NULL,
  -- In the link with which whoever reads the address stops its messages.
  stop_token   bytea       NOT NULL CHECK (octet_length(stop_token) = 16),
  -- Version of the VAPID key that a push subscription was made for.
  key_version  integer,
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- Null until the code that was sent there came back.
  confirmed_at timestamptz,
  code_hash    bytea,
  code_tries   integer     NOT NULL DEFAULT 0,
  code_until   timestamptz,
  last_sent_at timestamptz,
  -- Taken away by the owner: it still gets the message that says so.
  removed_at   timestamptz,
  UNIQUE (account_id, kind, target)
);

-- What is to be delivered where. Written with the alarm, in its transaction.
CREATE TABLE deliveries (
  delivery_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alarm_id    bigint      NOT NULL REFERENCES alarms ON DELETE CASCADE,
  channel_id  bytea       NOT NULL REFERENCES channels ON DELETE CASCADE,
  status      text        NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed')),
  attempts    integer     NOT NULL DEFAULT 0,
  retry_at    timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  UNIQUE (alarm_id, channel_id)
);
CREATE INDEX deliveries_open ON deliveries (retry_at) WHERE status = 'queued';

CREATE FUNCTION queue_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO deliveries (alarm_id, channel_id)
    SELECT NEW.alarm_id, channel_id FROM channels WHERE account_id = NEW.account_id AND confirmed_at IS NOT NULL AND removed_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER alarms_deliver AFTER INSERT ON alarms FOR EACH ROW EXECUTE FUNCTION queue_deliveries();

-- Takes the next deliveries. A server that dies with one leaves it to the others a minute later.
CREATE FUNCTION claim_deliveries(p_limit integer) RETURNS SETOF deliveries LANGUAGE sql AS $$
  UPDATE deliveries SET lease_until = now() + interval '60 seconds', attempts = attempts + 1
  WHERE delivery_id IN (
    SELECT delivery_id FROM deliveries
    WHERE status = 'queued' AND retry_at <= now() AND (lease_until IS NULL OR lease_until < now())
    ORDER BY retry_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING *
$$;

-- Contacts, settings, labels, guardians' cards, sealed by the device. `version` counts writes; a writer names the one it
-- has read.
CREATE TABLE sync_blobs (
  account_id bytea       PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  version    bigint      NOT NULL,
  sealed     bytea       NOT NULL CHECK (octet_length(sealed) BETWEEN 28 AND 262144),
  updated_at timestamptz NOT NULL DEFAULT now()
);
