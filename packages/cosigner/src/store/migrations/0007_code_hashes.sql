-- keccak256 of the code at each contract that the service has relied on, by address. Contracts do not change: another
-- code is another chain, or a lie.
ALTER TABLE chains ADD COLUMN code_hashes jsonb NOT NULL DEFAULT '{}';

-- Operations that are signed and not settled, with the sender and how old they are.
CREATE FUNCTION list_unsettled(p_chain smallint, p_older_than interval)
RETURNS TABLE (account_id bytea, address bytea, slot bytea, hashes bytea[]) LANGUAGE sql STABLE AS $$
  SELECT n.account_id, a.address, n.slot, array_agg(n.user_op_hash)
  FROM intents n JOIN accounts a USING (account_id)
  WHERE n.chain_key = p_chain AND n.open AND n.kind = 'userOperation' AND n.created_at < now() - p_older_than
  GROUP BY n.account_id, a.address, n.slot ORDER BY min(n.created_at) LIMIT 50
$$;

-- The chain has used the entry nonce, and for none of these operations: they are void and give their amounts back.
CREATE FUNCTION void_slot(p_account bytea, p_chain smallint, p_slot bytea, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE intents SET status = 'expired', open = false, closed_at = p_at
    WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot AND kind = 'userOperation' AND open;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM rebalance_slot(p_account, p_chain, p_slot, '{}');
  RETURN true;
END $$;
