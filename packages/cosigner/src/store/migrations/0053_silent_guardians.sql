-- A guardian that has given no sign for long may have lost its key, which nobody knows before it is needed. The owner is
-- told once for each silence.
ALTER TABLE guardian_invites ADD COLUMN silence_told_at timestamptz;
CREATE INDEX guardian_invites_heard ON guardian_invites ((coalesce(seen_at, accepted_at)))
  WHERE card IS NOT NULL AND withdrawn_at IS NULL
    AND (silence_told_at IS NULL OR silence_told_at < coalesce(seen_at, accepted_at));

-- Only of those who guard: they hold a card of the configuration that is in force, as far as the service knows it. Rows
-- are locked and looked at again, so of several servers one tells.
CREATE FUNCTION tell_silent_guardians(p_silence interval) RETURNS bigint LANGUAGE sql AS $$
  WITH silent AS (
    SELECT i.invite_id FROM guardian_invites i JOIN accounts a USING (account_id)
    WHERE a.status = 'active' AND i.card IS NOT NULL AND i.withdrawn_at IS NULL
      AND coalesce(i.seen_at, i.accepted_at) < now() - p_silence
      AND (i.silence_told_at IS NULL OR i.silence_told_at < coalesce(i.seen_at, i.accepted_at))
      AND NOT EXISTS (
        SELECT FROM guardian_invites o WHERE o.account_id = i.account_id AND o.card -> 'config' <> i.card -> 'config'
          AND (o.card ->> 'issuedAt')::bigint > (i.card ->> 'issuedAt')::bigint)
      AND NOT EXISTS (
        SELECT FROM account_guardians g WHERE g.account_id = i.account_id
          AND g.config_epoch > (i.card ->> 'configEpoch')::bigint)
      AND NOT EXISTS (
        SELECT FROM first_guardians f WHERE f.account_id = i.account_id AND f.config <> i.card -> 'config'
          AND (i.card ->> 'configEpoch')::bigint = 1)
    ORDER BY coalesce(i.seen_at, i.accepted_at) LIMIT 1000
    FOR NO KEY UPDATE OF i SKIP LOCKED
  ), told AS (
    UPDATE guardian_invites i SET silence_told_at = now() FROM silent WHERE i.invite_id = silent.invite_id
    RETURNING i.account_id, i.name
  )
  SELECT count(raise_alarm(account_id, 'guardian-silent', jsonb_build_object('guardian', name))) FROM told
$$;

-- As before, and for guardians' signs of life.
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
  UPDATE guardian_invites SET
      accepted_at = accepted_at - v_time, seen_at = seen_at - v_time, silence_told_at = silence_told_at - v_time
    WHERE account_id = p_account;
END $$;
