-- The relay account's queue as its worker needs it, and what the chain watcher keeps.

-- A job is worked on by one server at a time, the one whose lease it carries. Even where two servers sent it, its nonce
-- key (the job's id) lets the EntryPoint execute it once.
DROP INDEX relay_jobs_due;
ALTER TABLE relay_jobs
  -- Not before that job is over, however it ended.
  ADD COLUMN after_key text,
  -- When it is looked at next, by the service's clock; `due_at` is compared with the chain's.
  ADD COLUMN retry_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN lease bytea,
  ADD COLUMN lease_until timestamptz,
  -- Operations of this job that the chain executed and that reverted: the sequence number of the next one.
  ADD COLUMN rounds integer NOT NULL DEFAULT 0,
  ADD COLUMN valid_until bigint,
  -- Version of the relay key it was first sent with.
  ADD COLUMN relay_version integer,
  -- Block before the first sending; its execution is looked for from there.
  ADD COLUMN sent_block bigint;
CREATE INDEX relay_jobs_open ON relay_jobs (chain_key, retry_at) WHERE status IN ('queued', 'sent');

-- Takes the next jobs of a chain that are due and that nobody works on.
CREATE FUNCTION claim_relay_jobs(p_chain smallint, p_lease bytea, p_chain_time bigint, p_limit integer)
RETURNS SETOF relay_jobs LANGUAGE sql AS $$
  UPDATE relay_jobs SET lease = p_lease, lease_until = now() + interval '60 seconds'
  WHERE job_id IN (
    SELECT j.job_id FROM relay_jobs j
    WHERE j.chain_key = p_chain AND j.status IN ('queued', 'sent') AND j.retry_at <= now()
      AND j.due_at <= greatest(now(), to_timestamp(p_chain_time))
      AND (j.lease_until IS NULL OR j.lease_until < now())
      AND NOT EXISTS (SELECT FROM relay_jobs a WHERE a.job_key = j.after_key AND a.status IN ('queued', 'sent'))
    ORDER BY j.retry_at LIMIT p_limit FOR UPDATE OF j SKIP LOCKED)
  RETURNING *
$$;

-- Draws one sending from the budgets of the account it is for, of the account's address, and of the service. Empty when
-- there is one left, else which budget is used up.
CREATE FUNCTION draw_relay_budget(
  p_account bytea, p_target bytea, p_account_limit integer, p_target_limit integer, p_limit integer
) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF p_account IS NOT NULL AND NOT draw_budget('relay-account:' || encode(p_account, 'hex'), p_account_limit, 1, 0) THEN
    RETURN 'relay-account-budget';
  END IF;
  IF p_target IS NOT NULL AND NOT draw_budget('relay-address:' || encode(p_target, 'hex'), p_target_limit, 1, 0) THEN
    RETURN 'relay-address-budget';
  END IF;
  IF NOT draw_budget('relay', p_limit, 1, 0) THEN RETURN 'relay-budget'; END IF;
  RETURN '';
END $$;

-- How far the watcher has read at the head of a chain, where blocks may still be replaced. What counts is
-- `chains.block_number`, the mark of settlement.
CREATE TABLE chain_heads (
  chain_key    smallint PRIMARY KEY REFERENCES chains,
  block_number bigint   NOT NULL
);

-- Events of accounts of ours, each once: a transaction that moves to another block keeps its row. `ordinal` counts the
-- account's events inside the transaction.
CREATE TABLE account_events (
  event_id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id       bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  chain_key        smallint    NOT NULL REFERENCES chains,
  transaction_hash bytea       NOT NULL,
  ordinal          integer     NOT NULL,
  kind             text        NOT NULL CHECK (kind ~ '^[a-z][a-z-]*$'),
  facts            jsonb       NOT NULL,
  block_number     bigint      NOT NULL,
  -- `seen` at the head, `settled` at the settlement depth, `dropped` where the chain took it back.
  status           text        NOT NULL CHECK (status IN ('seen', 'settled', 'dropped')),
  seen_at          timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, chain_key, transaction_hash, ordinal)
);
CREATE INDEX account_events_seen ON account_events (chain_key, block_number) WHERE status = 'seen';

-- Takes an event down. The alarm is raised with its first sight, at the head or later; true when its settlement is new,
-- so that what follows from it happens once.
CREATE FUNCTION record_account_event(
  p_account bytea, p_chain smallint, p_transaction bytea, p_ordinal integer, p_kind text, p_facts jsonb,
  p_block bigint, p_settled boolean, p_owner bytea, p_owner_epoch bigint
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_old text;
BEGIN
  INSERT INTO account_events AS e (account_id, chain_key, transaction_hash, ordinal, kind, facts, block_number, status)
    VALUES (p_account, p_chain, p_transaction, p_ordinal, p_kind, p_facts, p_block,
      CASE WHEN p_settled THEN 'settled' ELSE 'seen' END)
    ON CONFLICT (account_id, chain_key, transaction_hash, ordinal) DO NOTHING;
  IF FOUND THEN
    PERFORM raise_alarm(p_account, p_kind, p_facts || jsonb_build_object('settled', p_settled));
  ELSE
    SELECT status INTO v_old FROM account_events
      WHERE account_id = p_account AND chain_key = p_chain AND transaction_hash = p_transaction AND ordinal = p_ordinal
      FOR UPDATE;
    IF v_old = 'settled' OR NOT p_settled THEN RETURN false; END IF;
    UPDATE account_events SET status = 'settled', block_number = p_block, facts = p_facts
      WHERE account_id = p_account AND chain_key = p_chain AND transaction_hash = p_transaction AND ordinal = p_ordinal;
  END IF;
  IF p_settled AND p_owner IS NOT NULL THEN
    INSERT INTO account_chains AS c (account_id, chain_key, owner, owner_epoch, block_number)
      VALUES (p_account, p_chain, p_owner, p_owner_epoch, p_block)
      ON CONFLICT (account_id, chain_key) DO UPDATE
        SET owner = excluded.owner, owner_epoch = excluded.owner_epoch, block_number = excluded.block_number
        WHERE c.owner_epoch < excluded.owner_epoch;
  END IF;
  RETURN p_settled;
END $$;

-- What was seen at the head in blocks that are settled now without it: the chain took it back, and the owner is told.
CREATE FUNCTION drop_unsettled_events(p_chain smallint, p_block bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_row record;
BEGIN
  FOR v_row IN
    UPDATE account_events SET status = 'dropped'
      WHERE chain_key = p_chain AND status = 'seen' AND block_number <= p_block
      RETURNING account_id, kind, facts
  LOOP
    PERFORM raise_alarm(v_row.account_id, 'event-dropped', v_row.facts || jsonb_build_object('event', v_row.kind));
  END LOOP;
END $$;
