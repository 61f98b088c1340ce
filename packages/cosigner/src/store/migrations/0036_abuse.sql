-- What costs nothing to ask for, and something to do.

-- Draws one new account from the day: of the client's network (null where it has no cap) and of the service. Empty when
-- drawn, else which of the two is used up.
CREATE FUNCTION draw_creation(p_network text, p_network_limit integer, p_limit integer, p_first integer)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF p_network IS NOT NULL AND NOT draw_budget('creations/' || p_network, p_network_limit, 1, 0) THEN
    RETURN 'network';
  END IF;
  IF NOT draw_budget('creations', p_limit, 16, p_first) THEN RETURN 'service'; END IF;
  RETURN '';
END $$;

-- A test message to every place for alarms, `p_limit` an hour. Seconds to wait; 0 when it is sent.
CREATE FUNCTION test_channels(p_account bytea, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_oldest timestamptz;
BEGIN
  PERFORM 1 FROM accounts WHERE account_id = p_account FOR NO KEY UPDATE;
  SELECT raised_at INTO v_oldest FROM alarms
    WHERE account_id = p_account AND kind = 'channel-test' AND raised_at > now() - interval '1 hour'
    ORDER BY alarm_id DESC OFFSET p_limit - 1 LIMIT 1;
  IF FOUND THEN RETURN ceil(extract(epoch FROM v_oldest + interval '1 hour' - now()))::integer; END IF;
  PERFORM raise_alarm(p_account, 'channel-test', '{}');
  RETURN 0;
END $$;
