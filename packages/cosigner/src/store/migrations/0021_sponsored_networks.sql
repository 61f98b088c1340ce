-- Accounts whose deployment is sponsored, by the client network that asked, a day: new accounts are free to make, so one
-- network gets a share only. Rows live for two days.
CREATE TABLE sponsored_networks (
  network    text  NOT NULL,
  day        date  NOT NULL,
  account_id bytea NOT NULL,
  PRIMARY KEY (network, day, account_id)
);

-- Draws one account from a network's day; an account counts once, however often it asks. False when the day is used up.
CREATE FUNCTION draw_network(p_network text, p_account bytea, p_limit integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_day date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('sponsored-network:' || p_network, 0));
  IF EXISTS (SELECT FROM sponsored_networks WHERE network = p_network AND day = v_day AND account_id = p_account) THEN
    RETURN true;
  END IF;
  IF (SELECT count(*) FROM sponsored_networks WHERE network = p_network AND day = v_day) >= p_limit THEN
    RETURN false;
  END IF;
  INSERT INTO sponsored_networks VALUES (p_network, v_day, p_account);
  RETURN true;
END $$;
