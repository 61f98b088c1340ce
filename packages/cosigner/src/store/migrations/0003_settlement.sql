-- What the chain decides. Refunds happen here and nowhere else.

-- Lowers what a slot holds of the limits to what can still be spent: the highest amount over its open attempts, or
-- `p_final` (asset → amount) once one of them executed. The newest charge is given back first.
CREATE FUNCTION rebalance_slot(p_account bytea, p_chain smallint, p_slot bytea, p_final jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_asset text;
  v_total numeric;
  v_keep numeric;
  v_back numeric;
  v_row record;
BEGIN
  FOR v_asset, v_total IN
    SELECT c.asset, sum(c.amount) FROM intents n, unnest(n.assets, n.charged) AS c (asset, amount)
    WHERE n.account_id = p_account AND n.chain_key = p_chain AND n.slot = p_slot GROUP BY c.asset
  LOOP
    IF p_final IS NOT NULL THEN
      v_keep := coalesce((p_final ->> v_asset)::numeric, 0);
    ELSE
      SELECT coalesce(max(c.amount), 0) INTO v_keep
        FROM intents n, unnest(n.assets, n.amounts) AS c (asset, amount)
        WHERE n.account_id = p_account AND n.chain_key = p_chain AND n.slot = p_slot AND n.open AND c.asset = v_asset;
    END IF;
    FOR v_row IN
      SELECT n.intent_id, n.debit_hour, c.amount, c.place
        FROM intents n, unnest(n.assets, n.charged) WITH ORDINALITY AS c (asset, amount, place)
        WHERE n.account_id = p_account AND n.chain_key = p_chain AND n.slot = p_slot AND c.asset = v_asset AND c.amount > 0
        ORDER BY n.attempt DESC
    LOOP
      EXIT WHEN v_total <= v_keep;
      v_back := least(v_row.amount, v_total - v_keep);
      v_total := v_total - v_back;
      UPDATE intents SET charged[v_row.place] = charged[v_row.place] - v_back
        WHERE account_id = p_account AND intent_id = v_row.intent_id;
      UPDATE spend SET amount = amount - v_back
        WHERE account_id = p_account AND asset = v_asset AND hour = v_row.debit_hour;
    END LOOP;
  END LOOP;
END $$;

-- A UserOperationEvent of one of our accounts. Returns true when the operation is one we know.
-- The intent of that hash is settled or failed and keeps what it really cost; every other attempt at the entry nonce is
-- void and gives its share of the limits back.
CREATE FUNCTION settle_operation(
  p_account bytea, p_chain smallint, p_user_op_hash bytea, p_slot bytea, p_success boolean, p_fee_paid numeric,
  p_native text, p_transaction bytea, p_block bigint, p_at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_intent intents;
  v_final jsonb;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_intent FROM intents
    WHERE account_id = p_account AND chain_key = p_chain AND user_op_hash = p_user_op_hash;
  IF FOUND AND NOT v_intent.open THEN RETURN true; END IF;

  v_final := '{}';
  IF v_intent.intent_id IS NOT NULL THEN
    -- A reverted operation moved nothing; what it paid for gas stays counted, what it did not use of the fee does not.
    SELECT coalesce(jsonb_object_agg(c.asset,
        CASE WHEN p_success THEN c.amount ELSE 0 END
        + CASE WHEN c.asset = p_native AND v_intent.max_fee > 0
            THEN least(p_fee_paid, v_intent.max_fee) - CASE WHEN p_success THEN v_intent.max_fee ELSE 0 END
            ELSE 0 END), '{}')
      INTO v_final FROM unnest(v_intent.assets, v_intent.amounts) AS c (asset, amount);
    UPDATE intents SET status = CASE WHEN p_success THEN 'settled' ELSE 'failed' END, open = false, closed_at = p_at,
        transaction_hash = p_transaction, block_number = p_block
      WHERE account_id = p_account AND intent_id = v_intent.intent_id;
  END IF;
  UPDATE intents SET status = 'expired', open = false, closed_at = p_at
    WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot AND kind = 'userOperation' AND open;
  PERFORM rebalance_slot(p_account, p_chain, p_slot, v_final);
  RETURN v_intent.intent_id IS NOT NULL;
END $$;

-- Operations whose validity ended at or before `p_chain_time`, every block up to then being read: they can never
-- execute. Messages keep what they debited, because a signed permit is used without our seeing it.
CREATE FUNCTION expire_intents(p_chain smallint, p_chain_time bigint, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_row record;
  v_count integer := 0;
BEGIN
  FOR v_row IN
    SELECT DISTINCT account_id, slot, kind FROM intents
    WHERE chain_key = p_chain AND open AND valid_until < p_chain_time ORDER BY account_id, slot LIMIT 500
  LOOP
    PERFORM 1 FROM accounts WHERE account_id = v_row.account_id FOR NO KEY UPDATE;
    UPDATE intents SET status = 'expired', open = false, closed_at = p_at
      WHERE account_id = v_row.account_id AND chain_key = p_chain AND slot = v_row.slot AND open
        AND valid_until < p_chain_time;
    IF v_row.kind = 'userOperation' THEN
      PERFORM rebalance_slot(v_row.account_id, p_chain, v_row.slot, NULL);
    END IF;
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END $$;
