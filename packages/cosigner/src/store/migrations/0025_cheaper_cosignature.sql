-- Less work a co-signature; nothing here changes an outcome. Measured on the statement pair of `npm run bench:cosign`.

-- The row these point to is read and locked by the very function that writes the reference (accounts), was written in the
-- same or an earlier transaction under that lock (intents), or is never deleted (chains). Checking it again costs a
-- query each, and the one on `chains` locks a single row for everybody, which makes every transaction queue for its
-- multixact. `npm run test:faults` looks for rows without their parent instead. intents → accounts stays: it is what
-- keeps an account with history from being deleted.
ALTER TABLE intents DROP CONSTRAINT intents_chain_key_fkey;
ALTER TABLE spend DROP CONSTRAINT spend_account_id_fkey;
ALTER TABLE answers DROP CONSTRAINT answers_account_id_intent_id_fkey;

-- As before, but a row that is there is updated, which is cheaper than an insert that finds it; the insert is for the
-- first operation of a day and shard.
CREATE OR REPLACE FUNCTION draw_budget(p_scope text, p_limit integer, p_shards integer, p_first integer)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_day date := (now() AT TIME ZONE 'UTC')::date;
  v_shard integer;
  v_share integer;
BEGIN
  FOR i IN 0 .. p_shards - 1 LOOP
    v_shard := (p_first + i) % p_shards;
    -- The limit divided over the shards, the remainder to the first ones: the sum is the limit exactly.
    v_share := p_limit / p_shards + CASE WHEN v_shard < p_limit % p_shards THEN 1 ELSE 0 END;
    CONTINUE WHEN v_share = 0;
    UPDATE sponsor_budgets SET used = used + 1
      WHERE scope = p_scope AND day = v_day AND shard = v_shard::smallint AND used < v_share;
    IF FOUND THEN RETURN true; END IF;
    INSERT INTO sponsor_budgets AS b (scope, day, shard, used) VALUES (p_scope, v_day, v_shard, 1)
      ON CONFLICT (scope, day, shard) DO UPDATE SET used = b.used + 1 WHERE b.used < v_share;
    IF FOUND THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

-- For the history of operations, which is all it was made for. As an index over every row it looked as good as the primary
-- key to a plan made while the table was small, and such a plan then read an account's whole history for each signature.
DROP INDEX intents_recent;
CREATE INDEX intents_recent ON intents (account_id, created_at DESC) WHERE kind = 'userOperation';
