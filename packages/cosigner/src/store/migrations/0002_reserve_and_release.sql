-- The two transactions around a co-signature, each one statement of the server and one round trip.
-- Everything that belongs to an account happens under the lock of its row, so 200 requests at once are counted one by
-- one, and no transaction needs more than READ COMMITTED.

-- Appends a decision. The entry is hashed as the exact text that is stored; the salt keeps the leaf from being guessed.
CREATE FUNCTION append_decision(
  p_account bytea, p_kind text, p_salt bytea, p_entry jsonb,
  OUT decision_id bigint, OUT leaf bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_text text := p_entry::text;
  v_salt bytea := p_salt;
BEGIN
  leaf := sha256(convert_to('tandem/decision/v1', 'UTF8') || v_salt || convert_to(v_text, 'UTF8'));
  INSERT INTO decisions (account_id, kind, leaf, salt, entry)
    VALUES (p_account, p_kind, leaf, v_salt, v_text)
    RETURNING decisions.decision_id INTO decision_id;
END $$;

-- Takes a request nonce; false when this key has used it before.
CREATE FUNCTION claim_nonce(p_minute timestamptz, p_key_id bytea, p_nonce bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO request_nonces VALUES (p_minute, p_key_id, p_nonce) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- What an account signed of an asset in the last 24 h. A bucket counts until its last moment is 24 h old, so an amount
-- stays counted for 24 to 25 hours, never less.
CREATE FUNCTION spent_in_window(p_account bytea, p_asset text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount), 0) FROM spend
  WHERE account_id = p_account AND asset = p_asset AND hour > now() - interval '25 hours'
$$;

-- Draws one operation from a daily budget spread over `p_shards` rows; false when all of them are used up.
CREATE FUNCTION draw_budget(p_scope text, p_limit integer, p_shards integer, p_first integer)
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
    INSERT INTO sponsor_budgets AS b (scope, day, shard, used) VALUES (p_scope, v_day, v_shard, 1)
      ON CONFLICT (scope, day, shard) DO UPDATE SET used = b.used + 1 WHERE b.used < v_share;
    IF FOUND THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

-- TX A. Takes the nonce, the intent, the limits and the budgets, and writes the decision; or says why not.
--   reserved      go on: compute the share and release it under the lock token given
--   answered      this exact request was answered before; the same answer
--   nonce_reused, stale (read the account again, then call with p_nonce null), account_frozen
--   intent_conflict (rule: intent-id, other-digest, finished)
--   policy_refused  (rule: daily-limit, sponsor-account-budget, sponsor-budget, deployment-budget), step_up_required
CREATE FUNCTION reserve_intent(
  p_account bytea, p_version bigint, p_key_id bytea, p_nonce_minute timestamptz, p_nonce bytea,
  p_intent bytea, p_chain smallint, p_kind text, p_slot bytea, p_attempt integer, p_digest bytea,
  p_user_op_hash bytea, p_valid_until bigint, p_lock bytea, p_request_hash bytea,
  p_credential bytea, p_counter bigint,
  p_assets text[], p_amounts numeric[], p_limits numeric[], p_max_fee numeric, p_transfers jsonb,
  p_sponsored boolean, p_deploys boolean,
  p_account_budget integer, p_budget integer, p_deployment_budget integer,
  p_key_epoch integer, p_salt bytea, p_entry jsonb,
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
BEGIN
  intent := p_intent;
  IF p_nonce IS NOT NULL AND NOT claim_nonce(p_nonce_minute, p_key_id, p_nonce) THEN
    outcome := 'nonce_reused'; RETURN;
  END IF;

  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF NOT FOUND OR v_account.version <> p_version THEN outcome := 'stale'; RETURN; END IF;
  IF v_account.frozen_at IS NOT NULL THEN
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
    IF v_last.status IN ('settled', 'failed') THEN outcome := 'intent_conflict'; rule := 'finished'; RETURN; END IF;
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

  IF outcome IS NULL AND p_sponsored THEN
    IF p_deploys AND NOT draw_budget('deployments', p_deployment_budget, 16, get_byte(p_account, 0)) THEN
      outcome := 'policy_refused'; rule := 'deployment-budget';
    ELSIF NOT draw_budget('account:' || encode(p_account, 'hex'), p_account_budget, 1, 0) THEN
      outcome := 'policy_refused'; rule := 'sponsor-account-budget';
    ELSIF NOT draw_budget('service', p_budget, 16, get_byte(p_account, 0)) THEN
      outcome := 'policy_refused'; rule := 'sponsor-budget';
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
      valid_until, assets, amounts, charged, debit_hour, max_fee, transfers)
    VALUES (
      p_account, p_intent, p_chain, p_kind, p_slot, v_attempt, p_digest, p_user_op_hash, 'reserved', p_lock, p_key_epoch,
      p_valid_until, p_assets, p_amounts, v_charged, v_hour, p_max_fee, p_transfers);
  UPDATE devices SET last_used_at = now()
    WHERE account_id = p_account AND key_id = p_key_id AND last_used_at < now() - interval '1 minute';
  outcome := 'reserved';
  SELECT d.decision_id, d.leaf INTO decision_id, leaf
    FROM append_decision(p_account, 'allow', p_salt, p_entry || jsonb_build_object('limits', v_limits)) d;
END $$;

-- TX B, the gate. Stores the answer, or refuses with the reason in `rule`:
--   released (or the answer that was stored first for the same request)
--   account_frozen, epoch_stale, unknown_id (device revoked), intent_conflict (lock-lost, finished)
CREATE FUNCTION release_intent(
  p_account bytea, p_intent bytea, p_lock bytea, p_key_id bytea, p_key_epoch integer, p_request_hash bytea,
  p_hiding bytea, p_binding bytea, p_share bytea, p_decision bigint, p_salt bytea,
  OUT outcome text, OUT rule text, OUT hiding bytea, OUT binding bytea, OUT share bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account accounts;
  v_intent intents;
BEGIN
  SELECT * INTO v_account FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_intent FROM intents WHERE account_id = p_account AND intent_id = p_intent;
  IF v_account.frozen_at IS NOT NULL THEN outcome := 'account_frozen'; rule := 'account-frozen';
  ELSIF v_account.key_epoch <> p_key_epoch THEN outcome := 'epoch_stale'; rule := 'epoch';
  ELSIF NOT EXISTS (
    SELECT FROM devices WHERE account_id = p_account AND key_id = p_key_id AND revoked_at IS NULL
  ) THEN outcome := 'unknown_id'; rule := 'device-revoked';
  ELSIF v_intent.lock_token <> p_lock THEN outcome := 'intent_conflict'; rule := 'lock-lost';
  ELSIF NOT v_intent.open THEN outcome := 'intent_conflict'; rule := 'finished';
  END IF;
  IF outcome IS NOT NULL THEN
    PERFORM append_decision(p_account, 'gate', p_salt, jsonb_build_object(
      'rule', rule, 'decision', p_decision, 'intent', encode(p_intent, 'hex'), 'digest', encode(v_intent.digest, 'hex')));
    RETURN;
  END IF;

  INSERT INTO answers AS a (account_id, request_hash, intent_id, hiding, binding, share, decision_id)
    VALUES (p_account, p_request_hash, p_intent, p_hiding, p_binding, p_share, p_decision)
    ON CONFLICT (account_id, request_hash) DO NOTHING;
  IF FOUND THEN
    hiding := p_hiding; binding := p_binding; share := p_share;
  ELSE
    SELECT a.hiding, a.binding, a.share INTO hiding, binding, share
      FROM answers a WHERE a.account_id = p_account AND a.request_hash = p_request_hash;
  END IF;
  UPDATE intents SET status = 'signed', signed_at = coalesce(signed_at, now())
    WHERE account_id = p_account AND intent_id = p_intent;
  outcome := 'released';
END $$;

-- A refusal decided before TX A: the nonce and the deny row, nothing else. False when the nonce was used before.
CREATE FUNCTION record_refusal(
  p_account bytea, p_key_id bytea, p_nonce_minute timestamptz, p_nonce bytea, p_salt bytea, p_entry jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT claim_nonce(p_nonce_minute, p_key_id, p_nonce) THEN RETURN false; END IF;
  PERFORM append_decision(p_account, 'deny', p_salt, p_entry);
  RETURN true;
END $$;
