-- Policy that changes, freezing, and administration of the account: what waits, what is counted, what a frozen account
-- still signs.

ALTER TABLE accounts ADD COLUMN frozen_by text CHECK (frozen_by IN ('owner', 'guardians'));
UPDATE accounts SET frozen_by = 'owner' WHERE frozen_at IS NOT NULL;

-- What a freeze does not stop: cancelling a recovery, rotating the key.
ALTER TABLE intents ADD COLUMN while_frozen boolean NOT NULL DEFAULT false;
-- Permits that can still be used.
CREATE INDEX intents_permits ON intents (account_id) WHERE open AND kind = 'typedData';

-- What was signed that changes the account itself.
CREATE TABLE account_acts (
  account_id bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  intent_id  bytea       NOT NULL CHECK (octet_length(intent_id) = 32),
  kind       text        NOT NULL,
  acted_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, intent_id, kind)
);

-- The policy that a wait of kind `loosening` brings. It replaces the one of `base_hash` and no other.
CREATE TABLE policy_changes (
  wait_id     bytea PRIMARY KEY REFERENCES waits ON DELETE CASCADE,
  account_id  bytea NOT NULL REFERENCES accounts ON DELETE CASCADE,
  base_hash   bytea NOT NULL CHECK (octet_length(base_hash) = 32),
  policy      jsonb NOT NULL,
  policy_hash bytea NOT NULL CHECK (octet_length(policy_hash) = 32)
);
CREATE INDEX waits_due ON waits (ready_at)
  WHERE cancelled_at IS NULL AND used_at IS NULL AND kind IN ('loosening', 'unfreeze');

CREATE TABLE guardian_freezes (
  account_id bytea       NOT NULL REFERENCES accounts ON DELETE CASCADE,
  nonce      bytea       NOT NULL CHECK (octet_length(nonce) = 32),
  asked_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, nonce)
);

-- What counts against a limit: what was signed in the last 24 h (a bucket counts until its last moment is that old), and
-- permits that are older and whose own deadline has not passed.
CREATE OR REPLACE FUNCTION spent_in_window(p_account bytea, p_asset text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT sum(amount) FROM spend
      WHERE account_id = p_account AND asset = p_asset AND hour > now() - interval '25 hours'), 0)
    + coalesce((SELECT sum(c.amount) FROM intents n, unnest(n.assets, n.charged) AS c (asset, amount)
      WHERE n.account_id = p_account AND n.open AND n.kind = 'typedData' AND c.asset = p_asset
        AND n.debit_hour <= now() - interval '25 hours'), 0)
$$;

-- Recoveries cancelled in the last 30 days, other than by the operation of `p_slot`. Those that expired unused are none.
CREATE FUNCTION recoveries_cancelled(p_account bytea, p_slot bytea) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(DISTINCT (n.chain_key, n.slot)) FROM account_acts a JOIN intents n USING (account_id, intent_id)
  WHERE a.account_id = p_account AND a.kind = 'cancel-recovery' AND a.acted_at > now() - interval '30 days'
    AND n.status <> 'expired' AND n.slot IS DISTINCT FROM p_slot
$$;

-- TX A as in 0002, and: waits that the operation needs are used up with it, what it changes of the account is written
-- down and alarmed, a frozen account signs what `p_while_frozen` says. Adds to `rule`: wait-required, second-factor.
-- The function of 0002 stays for servers that run while this is applied.
CREATE FUNCTION reserve_intent(
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

-- The gate as in 0002, but for what a freeze does not stop.
CREATE OR REPLACE FUNCTION release_intent(
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
  IF v_account.frozen_at IS NOT NULL AND NOT v_intent.while_frozen THEN outcome := 'account_frozen'; rule := 'account-frozen';
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

-- Puts a policy in force. A policy that waits was made for the one before: it is cancelled.
CREATE FUNCTION set_policy(p_account bytea, p_policy jsonb, p_hash bytea, p_salt bytea, p_entry jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_wait bytea;
BEGIN
  UPDATE accounts SET policy = p_policy, policy_hash = p_hash, version = version + 1 WHERE account_id = p_account;
  FOR v_wait IN SELECT wait_id FROM waits
    WHERE account_id = p_account AND kind = 'loosening' AND cancelled_at IS NULL AND used_at IS NULL
  LOOP
    PERFORM cancel_wait(p_account, v_wait);
  END LOOP;
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  PERFORM raise_alarm(p_account, 'policy-changed', '{}');
END $$;

-- A change that loosens nothing. False when another policy is in force than the one it was made for.
CREATE FUNCTION change_policy(
  p_account bytea, p_base bytea, p_policy jsonb, p_hash bytea, p_salt bytea, p_entry jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account AND policy_hash = p_base FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM set_policy(p_account, p_policy, p_hash, p_salt, p_entry);
  RETURN true;
END $$;

-- A change that waits. One waits at a time: it takes the place of the one before.
CREATE FUNCTION request_loosening(
  p_wait bytea, p_account bytea, p_base bytea, p_policy jsonb, p_hash bytea, p_facts jsonb, p_key_id bytea,
  p_delay_seconds bigint, p_window_seconds bigint, p_salt bytea, p_entry jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_wait bytea;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account AND policy_hash = p_base FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  FOR v_wait IN SELECT wait_id FROM waits
    WHERE account_id = p_account AND kind = 'loosening' AND subject <> p_hash AND cancelled_at IS NULL AND used_at IS NULL
  LOOP
    PERFORM cancel_wait(p_account, v_wait);
  END LOOP;
  SELECT wait_id INTO v_wait FROM request_wait(
    p_wait, p_account, 'loosening', p_hash, p_facts, p_key_id, p_delay_seconds, p_window_seconds);
  INSERT INTO policy_changes VALUES (v_wait, p_account, p_base, p_policy, p_hash) ON CONFLICT DO NOTHING;
  IF FOUND THEN PERFORM append_decision(p_account, 'allow', p_salt, p_entry); END IF;
  RETURN true;
END $$;

-- Lets a change take effect whose wait is over. Asked by every server for every one that is due; the first one does it.
CREATE FUNCTION apply_due_change(p_wait bytea, p_salt bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_wait waits;
  v_change policy_changes;
  v_before bytea;
BEGIN
  SELECT * INTO v_wait FROM waits WHERE wait_id = p_wait;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT policy_hash INTO v_before FROM accounts WHERE account_id = v_wait.account_id FOR NO KEY UPDATE;
  IF NOT use_wait(v_wait.account_id, v_wait.kind, v_wait.subject) THEN RETURN false; END IF;
  IF v_wait.kind = 'unfreeze' THEN
    UPDATE accounts SET frozen_at = NULL, frozen_by = NULL, version = version + 1 WHERE account_id = v_wait.account_id;
    PERFORM append_decision(v_wait.account_id, 'allow', p_salt, jsonb_build_object(
      'account', '0x' || encode(v_wait.account_id, 'hex'), 'kind', 'unfreeze'));
    PERFORM raise_alarm(v_wait.account_id, 'unfrozen', '{}');
    RETURN true;
  END IF;
  SELECT * INTO v_change FROM policy_changes WHERE wait_id = p_wait;
  IF NOT FOUND OR v_change.base_hash <> v_before THEN RETURN false; END IF;
  PERFORM set_policy(v_wait.account_id, v_change.policy, v_change.policy_hash, p_salt, jsonb_build_object(
    'account', '0x' || encode(v_wait.account_id, 'hex'), 'kind', 'policy',
    'policyBefore', '0x' || encode(v_before, 'hex'), 'policy', '0x' || encode(v_change.policy_hash, 'hex')));
  RETURN true;
END $$;

-- Stops co-signing at once. The owner's freeze is the stronger one: it takes the place of the guardians', not the other
-- way round. Whoever freezes again stops an unfreeze that waits.
CREATE FUNCTION freeze_account(p_account bytea, p_by text, p_salt bytea, p_entry jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_wait bytea;
BEGIN
  UPDATE accounts SET frozen_at = coalesce(frozen_at, now()), version = version + 1,
      frozen_by = CASE WHEN frozen_by = 'owner' THEN 'owner' ELSE p_by END
    WHERE account_id = p_account;
  FOR v_wait IN SELECT wait_id FROM waits
    WHERE account_id = p_account AND kind = 'unfreeze' AND cancelled_at IS NULL AND used_at IS NULL
  LOOP
    PERFORM cancel_wait(p_account, v_wait);
  END LOOP;
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  PERFORM raise_alarm(p_account, 'frozen', jsonb_build_object('by', p_by));
END $$;

-- The guardians' freeze: empty when done, else why not (`nonce-used`, `too-soon`: once in 7 days).
CREATE FUNCTION freeze_by_guardian(p_account bytea, p_nonce bytea, p_salt bytea, p_entry jsonb)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM guardian_freezes WHERE account_id = p_account AND nonce = p_nonce) THEN RETURN 'nonce-used'; END IF;
  IF EXISTS (
    SELECT FROM guardian_freezes WHERE account_id = p_account AND asked_at > now() - interval '7 days'
  ) THEN RETURN 'too-soon'; END IF;
  INSERT INTO guardian_freezes (account_id, nonce) VALUES (p_account, p_nonce);
  PERFORM freeze_account(p_account, 'guardians', p_salt, p_entry);
  RETURN '';
END $$;

-- Ends the guardians' freeze; false for any other one, which waits.
CREATE FUNCTION unfreeze_at_once(p_account bytea, p_salt bytea, p_entry jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts SET frozen_at = NULL, frozen_by = NULL, version = version + 1
    WHERE account_id = p_account AND frozen_by = 'guardians';
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM append_decision(p_account, 'allow', p_salt, p_entry);
  PERFORM raise_alarm(p_account, 'unfrozen', '{}');
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION elapse(p_account bytea, p_seconds bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_time interval := p_seconds * interval '1 second';
BEGIN
  UPDATE accounts SET created_at = created_at - v_time, version = version + 1 WHERE account_id = p_account;
  UPDATE devices SET created_at = created_at - v_time WHERE account_id = p_account;
  UPDATE waits SET requested_at = requested_at - v_time, ready_at = ready_at - v_time, expires_at = expires_at - v_time
    WHERE account_id = p_account;
  UPDATE account_acts SET acted_at = acted_at - v_time WHERE account_id = p_account;
  UPDATE guardian_freezes SET asked_at = asked_at - v_time WHERE account_id = p_account;
END $$;
