-- What several parts of the service stand on: proofs of a user's yes, actions that wait, alarms, jobs of the relay account.

-- A passkey's yes to an action is used once. The intent id is under the assertion's challenge.
CREATE TABLE step_ups (
  account_id bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  intent_id  bytea       NOT NULL CHECK (octet_length(intent_id) = 32),
  used_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, intent_id)
);

-- Takes a proof. Empty when it is good, else why not: `intent-used`, `passkey-counter`, `passkey-unknown`.
CREATE FUNCTION use_step_up(p_account bytea, p_intent bytea, p_credential bytea, p_counter bigint)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM credentials WHERE credential_id = p_credential AND account_id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN 'passkey-unknown'; END IF;
  INSERT INTO step_ups (account_id, intent_id) VALUES (p_account, p_intent) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'intent-used'; END IF;
  -- Synced passkeys have no counter and say 0.
  IF p_counter > 0 THEN
    UPDATE credentials SET counter = p_counter WHERE credential_id = p_credential AND counter < p_counter;
    IF NOT FOUND THEN RETURN 'passkey-counter'; END IF;
  END IF;
  RETURN '';
END $$;

-- What the owner must be told at once. Written in the transaction of what it tells; delivered from here.
CREATE TABLE alarms (
  alarm_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind       text        NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]*$'),
  facts      jsonb       NOT NULL DEFAULT '{}',
  raised_at  timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz
);
CREATE INDEX alarms_account ON alarms (account_id, alarm_id DESC);

CREATE FUNCTION raise_alarm(p_account bytea, p_kind text, p_facts jsonb) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO alarms (account_id, kind, facts) VALUES (p_account, p_kind, p_facts) RETURNING alarm_id
$$;

-- An action that is allowed only after a delay. `subject` is the hash of exactly what will be allowed, so a wait for one
-- thing never serves another.
CREATE TABLE waits (
  wait_id      bytea       PRIMARY KEY CHECK (octet_length(wait_id) = 16),
  account_id   bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind         text        NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]*$'),
  subject      bytea       NOT NULL CHECK (octet_length(subject) = 32),
  facts        jsonb       NOT NULL DEFAULT '{}',
  -- Device that asked; null where it was the kit or a guardian.
  key_id       bytea,
  requested_at timestamptz NOT NULL DEFAULT now(),
  ready_at     timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL CHECK (expires_at > ready_at),
  cancelled_at timestamptz,
  used_at      timestamptz
);
CREATE UNIQUE INDEX waits_open ON waits (account_id, kind, subject) WHERE cancelled_at IS NULL AND used_at IS NULL;

-- Begins a wait and raises the alarm `<kind>-requested`; asked again for the same it gives the running one.
CREATE FUNCTION request_wait(
  p_wait bytea, p_account bytea, p_kind text, p_subject bytea, p_facts jsonb, p_key_id bytea,
  p_delay_seconds bigint, p_window_seconds bigint,
  OUT wait_id bytea, OUT ready_at timestamptz, OUT expires_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  -- One that ran out unused makes room for a new one.
  UPDATE waits SET cancelled_at = now()
    WHERE account_id = p_account AND kind = p_kind AND subject = p_subject
      AND cancelled_at IS NULL AND used_at IS NULL AND expires_at <= now();
  SELECT w.wait_id, w.ready_at, w.expires_at INTO wait_id, ready_at, expires_at FROM waits w
    WHERE account_id = p_account AND kind = p_kind AND subject = p_subject AND cancelled_at IS NULL AND used_at IS NULL;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO waits AS w (wait_id, account_id, kind, subject, facts, key_id, ready_at, expires_at)
    VALUES (p_wait, p_account, p_kind, p_subject, p_facts, p_key_id,
      now() + p_delay_seconds * interval '1 second',
      now() + (p_delay_seconds + p_window_seconds) * interval '1 second')
    RETURNING w.wait_id, w.ready_at, w.expires_at INTO wait_id, ready_at, expires_at;
  PERFORM raise_alarm(p_account, p_kind || '-requested',
    p_facts || jsonb_build_object('readyAt', (extract(epoch FROM ready_at) * 1000)::bigint));
END $$;

-- Uses up a wait that is over: true once, then never again.
CREATE FUNCTION use_wait(p_account bytea, p_kind text, p_subject bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE waits SET used_at = now()
    WHERE account_id = p_account AND kind = p_kind AND subject = p_subject
      AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now() AND now() < expires_at;
  RETURN FOUND;
END $$;

-- Cancels a wait that runs or is over but unused, and tells everybody.
CREATE FUNCTION cancel_wait(p_account bytea, p_wait bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_kind text;
  v_facts jsonb;
BEGIN
  UPDATE waits SET cancelled_at = now()
    WHERE account_id = p_account AND wait_id = p_wait AND cancelled_at IS NULL AND used_at IS NULL AND now() < expires_at
    RETURNING kind, facts INTO v_kind, v_facts;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM raise_alarm(p_account, v_kind || '-cancelled', v_facts);
  RETURN true;
END $$;

-- Transactions that the service's own account sends. `job_key` names what is done, so that it is asked for once.
CREATE TABLE relay_jobs (
  job_id           bytea       PRIMARY KEY CHECK (octet_length(job_id) = 16),
  job_key          text        NOT NULL UNIQUE,
  kind             text        NOT NULL,
  chain_key        smallint    NOT NULL REFERENCES chains,
  account_id       bytea,
  target           bytea       NOT NULL CHECK (octet_length(target) = 20),
  data             bytea       NOT NULL,
  status           text        NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'done', 'failed', 'refused')),
  reason           text,
  attempts         integer     NOT NULL DEFAULT 0,
  user_op_hash     bytea,
  transaction_hash bytea,
  created_at       timestamptz NOT NULL DEFAULT now(),
  -- Not before this moment.
  due_at           timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX relay_jobs_due ON relay_jobs (chain_key, due_at) WHERE status IN ('queued', 'sent');

-- What the chain says of an account, as far as the watcher has read.
CREATE TABLE account_chains (
  account_id   bytea    NOT NULL REFERENCES accounts ON DELETE CASCADE,
  chain_key    smallint NOT NULL REFERENCES chains,
  owner        bytea    NOT NULL CHECK (octet_length(owner) = 32),
  owner_epoch  bigint   NOT NULL,
  block_number bigint   NOT NULL,
  PRIMARY KEY (account_id, chain_key)
);

-- For tests: lets time pass for one account. A later table that waits for something replaces this function.
CREATE FUNCTION elapse(p_account bytea, p_seconds bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_time interval := p_seconds * interval '1 second';
BEGIN
  UPDATE accounts SET created_at = created_at - v_time, version = version + 1 WHERE account_id = p_account;
  UPDATE devices SET created_at = created_at - v_time WHERE account_id = p_account;
  UPDATE waits SET requested_at = requested_at - v_time, ready_at = ready_at - v_time, expires_at = expires_at - v_time
    WHERE account_id = p_account;
END $$;
