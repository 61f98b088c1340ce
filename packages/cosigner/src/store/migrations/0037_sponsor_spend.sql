-- What sponsoring really costs. The most an operation can cost is reserved when the paymaster signs for it, its real cost
-- is counted once the chain has settled it, and the difference is free again; one that runs out costs nothing. None of it
-- is in a co-signature's transactions.

ALTER TABLE sponsorships ADD COLUMN max_wei numeric NOT NULL DEFAULT 0;

-- Settled operations that our paymaster has paid for: each counts once, whoever reads its block again.
CREATE TABLE sponsored_operations (
  user_op_hash bytea PRIMARY KEY CHECK (octet_length(user_op_hash) = 32),
  day          date  NOT NULL
);

-- Their cost by UTC day: `service`, and `account:` with the id in hexadecimal.
CREATE TABLE sponsor_spend (
  scope text    NOT NULL,
  day   date    NOT NULL,
  wei   numeric NOT NULL,
  PRIMARY KEY (scope, day)
);

CREATE FUNCTION sponsor_spent(p_scope text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT wei FROM sponsor_spend
    WHERE scope = p_scope AND day = (now() AT TIME ZONE 'UTC')::date), 0)
$$;

-- Takes the account's one place on a chain for this entry nonce. Empty when taken, else why not:
--   in-flight  another one holds it that has not run out and is not `p_executed`
--   account    what is settled today, what it has under way on other chains and this one are more than its day
--   service    the same of all accounts. Only what was co-signed counts as under way: asking for a sponsorship and leaving
--              it takes nothing from others
CREATE FUNCTION claim_sponsorship(
  p_account bytea, p_chain smallint, p_slot bytea, p_valid_until bigint, p_chain_time bigint, p_executed bytea,
  p_max_wei numeric, p_account_limit numeric, p_service_limit numeric
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_now bigint := extract(epoch FROM now())::bigint;
  v_wei numeric;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT FROM sponsorships WHERE account_id = p_account AND chain_key = p_chain AND slot <> p_slot
      AND valid_until >= p_chain_time AND slot IS DISTINCT FROM p_executed
  ) THEN RETURN 'in-flight'; END IF;
  SELECT coalesce(sum(max_wei), 0) INTO v_wei FROM sponsorships
    WHERE account_id = p_account AND chain_key <> p_chain AND valid_until >= v_now;
  IF sponsor_spent('account:' || encode(p_account, 'hex')) + v_wei + p_max_wei > p_account_limit THEN
    RETURN 'account';
  END IF;
  SELECT coalesce(sum(s.max_wei), 0) INTO v_wei FROM sponsorships s
    WHERE s.valid_until >= v_now AND s.account_id <> p_account AND EXISTS (
      SELECT FROM intents n
      WHERE n.account_id = s.account_id AND n.chain_key = s.chain_key AND n.slot = s.slot AND n.open);
  IF sponsor_spent('service') + v_wei + p_max_wei > p_service_limit THEN RETURN 'service'; END IF;
  INSERT INTO sponsorships (account_id, chain_key, slot, valid_until, max_wei)
    VALUES (p_account, p_chain, p_slot, p_valid_until, p_max_wei)
    ON CONFLICT (account_id, chain_key) DO UPDATE
      SET slot = excluded.slot, valid_until = excluded.valid_until, max_wei = excluded.max_wei;
  RETURN '';
END $$;
CREATE INDEX sponsorships_open ON sponsorships (valid_until);

-- The chain has settled an operation that our paymaster paid for: its cost counts from here on, its place is free.
CREATE FUNCTION settle_sponsorship(p_account bytea, p_chain smallint, p_slot bytea, p_user_op_hash bytea, p_wei numeric)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_day date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  INSERT INTO sponsored_operations VALUES (p_user_op_hash, v_day) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN; END IF;
  DELETE FROM sponsorships WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot;
  INSERT INTO sponsor_spend AS s VALUES ('account:' || encode(p_account, 'hex'), v_day, p_wei)
    ON CONFLICT (scope, day) DO UPDATE SET wei = s.wei + excluded.wei;
  INSERT INTO sponsor_spend AS s VALUES ('service', v_day, p_wei)
    ON CONFLICT (scope, day) DO UPDATE SET wei = s.wei + excluded.wei;
END $$;
