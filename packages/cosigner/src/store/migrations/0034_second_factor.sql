-- The second factor counts in the policy. A try is counted before the code is looked at, so that many at once guess no
-- more often than one after the other; turning it on or off, and guessing, tells the owner.

-- What the last code was used for: the same request may be repeated, nothing else may use the code.
ALTER TABLE second_factors ADD COLUMN last_use bytea CHECK (octet_length(last_use) = 32);

-- Takes one of five tries at a code. `outcome`:
--   try     look at the code; `is_last`: a wrong one closes the door for 15 minutes, which is written already
--   none    there is none, or none that was set `p_min_age_seconds` ago
--   locked  until `locked_until`
CREATE FUNCTION take_second_factor_try(
  p_account bytea, p_min_age_seconds bigint,
  OUT outcome text, OUT sealed bytea, OUT kek_version integer, OUT wrapped_key bytea, OUT is_last boolean,
  OUT locked_until timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_factor second_factors;
BEGIN
  SELECT * INTO v_factor FROM second_factors WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND OR (p_min_age_seconds > 0
    AND coalesce(v_factor.confirmed_at, 'infinity') > now() - p_min_age_seconds * interval '1 second')
  THEN outcome := 'none'; RETURN; END IF;
  IF v_factor.locked_until > now() THEN
    outcome := 'locked'; locked_until := v_factor.locked_until;
    RETURN;
  END IF;
  outcome := 'try';
  is_last := v_factor.failures >= 4;
  sealed := v_factor.sealed; kek_version := v_factor.kek_version; wrapped_key := v_factor.wrapped_key;
  UPDATE second_factors SET failures = (v_factor.failures + 1) % 5,
      locked_until = CASE WHEN is_last THEN now() + interval '15 minutes' ELSE '-infinity' END
    WHERE account_id = p_account;
END $$;

-- A right code: uses its time step up. False when it, or a later one, was used before, but for the same `p_use` (32 bytes,
-- or null). The first one turns the factor on.
CREATE FUNCTION use_second_factor(p_account bytea, p_step bigint, p_use bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_factor second_factors;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT * INTO v_factor FROM second_factors WHERE account_id = p_account FOR UPDATE;
  IF NOT FOUND OR v_factor.last_step > p_step
    OR (v_factor.last_step = p_step AND (p_use IS NULL OR v_factor.last_use IS DISTINCT FROM p_use))
  THEN RETURN false; END IF;
  UPDATE second_factors SET last_step = p_step, last_use = p_use, failures = 0, locked_until = '-infinity',
      confirmed_at = coalesce(confirmed_at, now())
    WHERE account_id = p_account;
  IF v_factor.confirmed_at IS NULL THEN
    UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
    PERFORM raise_alarm(p_account, 'second-factor-added', '{}');
  END IF;
  RETURN true;
END $$;

CREATE FUNCTION remove_second_factor(p_account bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_confirmed_at timestamptz;
BEGIN
  UPDATE accounts SET version = version + 1 WHERE account_id = p_account;
  DELETE FROM second_factors WHERE account_id = p_account RETURNING confirmed_at INTO v_confirmed_at;
  IF v_confirmed_at IS NOT NULL THEN PERFORM raise_alarm(p_account, 'second-factor-removed', '{}'); END IF;
END $$;

CREATE OR REPLACE FUNCTION elapse(p_account bytea, p_seconds bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_time interval := p_seconds * interval '1 second';
BEGIN
  UPDATE accounts SET created_at = created_at - v_time, version = version + 1 WHERE account_id = p_account;
  UPDATE devices SET created_at = created_at - v_time WHERE account_id = p_account;
  UPDATE kits SET made_at = made_at - v_time WHERE account_id = p_account;
  UPDATE second_factors SET confirmed_at = confirmed_at - v_time WHERE account_id = p_account;
  UPDATE waits SET requested_at = requested_at - v_time, ready_at = ready_at - v_time, expires_at = expires_at - v_time
    WHERE account_id = p_account;
  UPDATE account_acts SET acted_at = acted_at - v_time WHERE account_id = p_account;
  UPDATE guardian_freezes SET asked_at = asked_at - v_time WHERE account_id = p_account;
END $$;
