-- What the operator does with the keys of the service is a leaf of the log like every decision. It is about no account.
ALTER TABLE decisions ALTER COLUMN account_id DROP NOT NULL;
CREATE INDEX decisions_operator ON decisions (decision_id) WHERE account_id IS NULL;

CREATE FUNCTION append_operator_act(p_kind text, p_facts jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT append_decision(NULL, 'allow', random_salt(), jsonb_build_object('kind', p_kind) || jsonb_strip_nulls(p_facts))
$$;
