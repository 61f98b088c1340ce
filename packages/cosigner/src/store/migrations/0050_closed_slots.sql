-- An entry nonce that the chain has used is closed for good, whichever attempt it took, and what was spent stays counted:
-- a later attempt that expired gave it back. Budgets of the whole service are drawn for sponsored operations only.

-- As before: lowers what a slot holds of the limits to what can still be spent: the highest amount over its open attempts,
-- or `p_final` (asset → amount) once one of them executed. The newest charge is given back first. Without `p_final`, what
-- an executed attempt has cost is not touched any more.
CREATE OR REPLACE FUNCTION rebalance_slot(p_account bytea, p_chain smallint, p_slot bytea, p_final jsonb)
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
    WHERE n.account_id = p_account AND n.chain_key = p_chain AND n.slot = p_slot
      AND (p_final IS NOT NULL OR n.status NOT IN ('settled', 'failed'))
    GROUP BY c.asset
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
          AND (p_final IS NOT NULL OR n.status NOT IN ('settled', 'failed'))
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

-- As before, without those of an account that guardians recovered for another: its key is dead, and they run out.
CREATE OR REPLACE FUNCTION list_unsettled(p_chain smallint, p_older_than interval)
RETURNS TABLE (account_id bytea, address bytea, slot bytea, hashes bytea[]) LANGUAGE sql STABLE AS $$
  SELECT n.account_id, a.address, n.slot, array_agg(n.user_op_hash)
  FROM intents n JOIN accounts a USING (account_id)
  WHERE n.chain_key = p_chain AND n.open AND n.kind = 'userOperation' AND a.address IS NOT NULL
    AND n.created_at < now() - p_older_than
  GROUP BY n.account_id, a.address, n.slot ORDER BY min(n.created_at) LIMIT 50
$$;

-- As before: the chain has used the entry nonce, and for none of these operations. What is open gives its amounts back.
CREATE OR REPLACE FUNCTION void_slot(p_account bytea, p_chain smallint, p_slot bytea, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  UPDATE intents SET status = 'expired', open = false, closed_at = p_at
    WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot AND kind = 'userOperation' AND open;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM rebalance_slot(p_account, p_chain, p_slot, NULL);
  RETURN true;
END $$;

-- One of the day's deployments that everybody shares; a further signature for the same one is free.
CREATE FUNCTION draw_deployment(p_account bytea, p_chain smallint, p_budget integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_scope text := format('deployment:%s:%s', p_chain, encode(p_account, 'hex'));
BEGIN
  IF EXISTS (
    SELECT FROM sponsor_budgets WHERE scope = v_scope AND day = (now() AT TIME ZONE 'UTC')::date
  ) THEN RETURN true; END IF;
  RETURN draw_budget('deployments', p_budget, 16, get_byte(p_account, 0)) AND draw_budget(v_scope, 1, 1, 0);
END $$;

-- TX A as in 0006, with the two repairs.
CREATE OR REPLACE FUNCTION reserve_intent(
  p_account bytea, p_version bigint, p_key_id bytea, p_nonce_minute timestamptz, p_nonce bytea,
  p_intent bytea, p_chain smallint, p_kind text, p_slot bytea, p_attempt integer, p_digest bytea,
  p_user_op_hash bytea, p_valid_until bigint, p_lock bytea, p_request_hash bytea,
  p_credential bytea, p_counter bigint,
  p_assets text[], p_amounts numeric[], p_limits numeric[], p_max_fee numeric, p_transfers jsonb,
  p_sponsored boolean, p_deploys boolean,
  p_account_budget integer, p_budget integer, p_deployment_budget integer,
  p_key_epoch integer, p_salt bytea, p_entry jsonb,
  p_acts text[], p_wait_kinds text[], p_wait_subjects bytea[], p_while_frozen boolean, p_second_factor boolean,
  OUT outcome text, OUT rule text, OUT asset text, OUT intent bytea, OUT decision_id bigint, OUT leaf bytea,
  OUT hiding bytea, OUT binding bytea, OUT share bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
  v_last intents;
  v_digest bytea;
  v_hour timestamptz := date_trunc('hour', now(), 'UTC');
  v_attempt integer := p_attempt;
  v_charged numeric[] := '{}';
  v_limits jsonb := '[]';
  v_before numeric;
  v_need numeric;
  v_has_place boolean;
BEGIN
  intent := p_intent;
  IF p_nonce IS NOT NULL AND NOT claim_nonce(p_nonce_minute, p_key_id, p_nonce) THEN
    outcome := 'nonce_reused'; RETURN;
  END IF;

  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF NOT FOUND OR v_account.version <> p_version THEN outcome := 'stale'; RETURN; END IF;
  IF v_account.frozen_at IS NOT NULL AND NOT p_while_frozen THEN
    outcome := 'account_frozen';
    SELECT d.decision_id, d.leaf INTO decision_id, leaf
      FROM append_decision(p_account, 'deny', p_salt, p_entry || jsonb_build_object('rule', 'account-frozen')) d;
    RETURN;
  END IF;

  SELECT digest INTO v_digest FROM intents WHERE account_id = p_account AND intent_id = p_intent;
  IF FOUND AND v_digest <> p_digest THEN outcome := 'intent_conflict'; rule := 'intent-id'; RETURN; END IF;

  SELECT * INTO v_last FROM intents
    WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot ORDER BY attempt DESC LIMIT 1;
  IF FOUND THEN
    IF v_last.digest = p_digest THEN
      IF NOT v_last.open THEN outcome := 'intent_conflict'; rule := 'finished'; RETURN; END IF;
      intent := v_last.intent_id;
      SELECT a.hiding, a.binding, a.share, a.decision_id, d.leaf
        INTO hiding, binding, share, decision_id, leaf
        FROM answers a JOIN decisions d USING (decision_id)
        WHERE a.account_id = p_account AND a.request_hash = p_request_hash;
      IF FOUND THEN outcome := 'answered'; RETURN; END IF;
      -- Compare-and-set under the account's lock: whoever held the old token can no longer release.
      UPDATE intents SET lock_token = p_lock WHERE account_id = p_account AND intent_id = intent;
      outcome := 'reserved';
      SELECT d.decision_id, d.leaf INTO decision_id, leaf
        FROM append_decision(p_account, 'allow', p_salt, p_entry || jsonb_build_object('repeated', true)) d;
      RETURN;
    END IF;
    -- Whichever attempt the chain took: the entry nonce is used, later attempts included.
    IF EXISTS (
      SELECT FROM intents WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot
        AND status IN ('settled', 'failed')
    ) THEN outcome := 'intent_conflict'; rule := 'finished'; RETURN; END IF;
    IF EXISTS (
      SELECT FROM intents WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot AND digest = p_digest
    ) THEN outcome := 'intent_conflict'; rule := 'other-digest'; RETURN; END IF;
    IF v_last.open AND p_attempt <= v_last.attempt THEN
      outcome := 'intent_conflict'; rule := 'other-digest'; RETURN;
    END IF;
    -- What expired can never execute; the next operation follows it whatever number it came with.
    v_attempt := greatest(p_attempt, v_last.attempt + 1);
  END IF;

  -- An assertion counts once; a repeat of the same operation was let through above.
  IF p_counter > 0 THEN
    UPDATE credentials SET counter = p_counter WHERE credential_id = p_credential AND counter < p_counter;
    IF NOT FOUND THEN outcome := 'step_up_required'; rule := 'passkey-counter'; RETURN; END IF;
  END IF;

  FOR i IN 1 .. coalesce(array_length(p_assets, 1), 0) LOOP
    -- A replacement debits only what it spends above the attempts it replaces: one of them can execute, not all.
    SELECT greatest(0, p_amounts[i] - coalesce(sum(c.amount), 0)) INTO v_need
      FROM intents n, unnest(n.assets, n.charged) AS c (asset, amount)
      WHERE n.account_id = p_account AND n.chain_key = p_chain AND n.slot = p_slot AND n.open AND c.asset = p_assets[i];
    v_before := spent_in_window(p_account, p_assets[i]);
    v_limits := v_limits || jsonb_build_object(
      'asset', p_assets[i], 'before', v_before::text, 'after', (v_before + v_need)::text, 'limit', p_limits[i]::text);
    v_charged := v_charged || v_need;
    IF p_limits[i] IS NOT NULL AND v_before + v_need > p_limits[i] THEN
      outcome := 'policy_refused'; rule := 'daily-limit'; asset := p_assets[i];
    END IF;
  END LOOP;

  -- The row is locked: a wait that is cancelled meanwhile is not used.
  FOR i IN 1 .. coalesce(array_length(p_wait_subjects, 1), 0) LOOP
    PERFORM 1 FROM waits WHERE account_id = p_account AND kind = p_wait_kinds[i] AND subject = p_wait_subjects[i]
      AND cancelled_at IS NULL AND used_at IS NULL AND ready_at <= now() AND now() < expires_at FOR UPDATE;
    IF NOT FOUND THEN outcome := 'policy_refused'; rule := 'wait-required'; END IF;
  END LOOP;
  IF outcome IS NULL AND 'cancel-recovery' = ANY (p_acts) AND NOT p_second_factor
    AND recoveries_cancelled(p_account, p_slot) >= 2
  THEN outcome := 'policy_refused'; rule := 'second-factor'; END IF;

  IF outcome IS NULL AND p_sponsored THEN
    -- What belongs to everybody is drawn only for what the paymaster has signed, and a deployment once.
    v_has_place := EXISTS (
      SELECT FROM sponsorships WHERE account_id = p_account AND chain_key = p_chain AND slot = p_slot);
    IF NOT draw_budget('account:' || encode(p_account, 'hex'), p_account_budget, 1, 0) THEN
      outcome := 'policy_refused'; rule := 'sponsor-account-budget';
    ELSIF v_has_place AND NOT draw_budget('service', p_budget, 16, get_byte(p_account, 0)) THEN
      outcome := 'policy_refused'; rule := 'sponsor-budget';
    ELSIF v_has_place AND p_deploys AND NOT draw_deployment(p_account, p_chain, p_deployment_budget) THEN
      outcome := 'policy_refused'; rule := 'deployment-budget';
    END IF;
  END IF;

  IF outcome IS NOT NULL THEN
    SELECT d.decision_id, d.leaf INTO decision_id, leaf FROM append_decision(
      p_account, 'deny', p_salt, p_entry || jsonb_build_object('rule', rule, 'limits', v_limits)) d;
    RETURN;
  END IF;

  INSERT INTO spend AS s (account_id, asset, hour, amount)
    SELECT p_account, c.asset, v_hour, c.amount FROM unnest(p_assets, v_charged) AS c (asset, amount) WHERE c.amount > 0
    ON CONFLICT (account_id, asset, hour) DO UPDATE SET amount = s.amount + excluded.amount;
  INSERT INTO intents (
      account_id, intent_id, chain_key, kind, slot, attempt, digest, user_op_hash, status, lock_token, key_epoch,
      valid_until, assets, amounts, charged, debit_hour, max_fee, transfers, while_frozen)
    VALUES (
      p_account, p_intent, p_chain, p_kind, p_slot, v_attempt, p_digest, p_user_op_hash, 'reserved', p_lock, p_key_epoch,
      p_valid_until, p_assets, p_amounts, v_charged, v_hour, p_max_fee, p_transfers, p_while_frozen);
  FOR i IN 1 .. coalesce(array_length(p_wait_subjects, 1), 0) LOOP
    PERFORM use_wait(p_account, p_wait_kinds[i], p_wait_subjects[i]);
  END LOOP;
  IF cardinality(p_acts) > 0 THEN
    INSERT INTO account_acts (account_id, intent_id, kind) SELECT DISTINCT p_account, p_intent, unnest(p_acts);
    PERFORM raise_alarm(p_account, 'administration', jsonb_build_object('acts', array_to_string(p_acts, ', ')));
  END IF;
  UPDATE devices SET last_used_at = now()
    WHERE account_id = p_account AND key_id = p_key_id AND last_used_at < now() - interval '1 minute';
  outcome := 'reserved';
  SELECT d.decision_id, d.leaf INTO decision_id, leaf
    FROM append_decision(p_account, 'allow', p_salt, p_entry || jsonb_build_object('limits', v_limits)) d;
END $$;
