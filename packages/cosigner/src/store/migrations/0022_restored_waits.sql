-- As in 0020, and: a wait that was cancelled or used in the lost time is running again. Its owner gets another 24 hours to
-- cancel it, which also keeps a loosened limit from meeting a window that counts as spent; and every owner is told.
CREATE OR REPLACE FUNCTION raise_fence(p_epoch bigint, p_resume_seconds bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE fence SET epoch = p_epoch, tick = tick + 1, raised_at = clock_timestamp(), timeline = database_timeline(),
    system_identifier = (SELECT c.system_identifier::text FROM pg_control_system() c);
  INSERT INTO spend AS s (account_id, asset, hour, amount)
    SELECT a.account_id, l ->> 'asset', date_trunc('hour', now(), 'UTC'), (l ->> 'amount')::numeric
    FROM accounts a, jsonb_array_elements(a.policy -> 'limits') AS l
    WHERE a.status = 'active'
    -- Added, not set: what a refund takes back later was counted before.
    ON CONFLICT (account_id, asset, hour) DO UPDATE SET amount = s.amount + excluded.amount;
  -- Chains the caller cannot ask are judged by the database's clock.
  UPDATE chains SET resume_time = greatest(coalesce(resume_time, 0), extract(epoch FROM now())::bigint + p_resume_seconds);
  UPDATE waits SET ready_at = greatest(ready_at, now() + interval '25 hours'),
      expires_at = greatest(expires_at, now() + interval '49 hours')
    WHERE cancelled_at IS NULL AND used_at IS NULL;
  INSERT INTO alarms (account_id, kind) SELECT account_id, 'service-restored' FROM accounts WHERE status = 'active';
  DELETE FROM challenges;
  DELETE FROM dkg_sessions;
  UPDATE accounts SET version = version + 1 WHERE status = 'active';
END $$;
