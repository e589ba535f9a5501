/**
 * What PostGraphile takes as its best form of a search and of the writes: a function that PostgreSQL can inline, and two
 * whose plans it keeps. What an edit and a decision write is what every contender writes.
 */
export const FOR_PEERS = `
  COMMENT ON COLUMN entity_import_problem.row_id IS '@name importRow'; -- PostGraphile calls each id rowId
  CREATE FUNCTION entities_by_name(part text) RETURNS SETOF entity LANGUAGE sql STABLE
    AS $$ SELECT * FROM entity WHERE name_folded LIKE '%' || fold(part) || '%' AND state = 'ACTIVE' ORDER BY name, id $$;

  CREATE FUNCTION admit(applied uuid, first_day date, resolution text) RETURNS membership LANGUAGE plpgsql AS $$
    DECLARE admitted membership;
    BEGIN
      UPDATE membership SET state = 'ACTIVE', valid = daterange(first_day, NULL), version = version + 1
        WHERE id = applied AND state IN ('APPLIED', 'ON_HOLD') RETURNING * INTO admitted;
      IF NOT FOUND THEN RAISE EXCEPTION 'WRONG_STATE'; END IF;
      INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, effective_on, basis)
        VALUES (uuidv7(), applied, admitted.convent_id, admitted.entity_id, 'ACTIVE', now(), first_day, resolution);
      RETURN admitted;
    END $$;

  CREATE FUNCTION edit_entity(entity_id uuid, expected_version int, kind text, name text, town text, street text,
      postal_code text, voivodeship text, founder_name text, founder_kind text) RETURNS entity LANGUAGE plpgsql AS $$
    #variable_conflict use_column
    DECLARE edited entity;
    BEGIN
      UPDATE entity e SET (kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind, version)
          = ($3, $4, $5, $6, $7, $8, $9, $10, version + 1)
        WHERE e.id = $1 AND e.version = $2 RETURNING * INTO edited;
      IF NOT FOUND THEN RAISE EXCEPTION 'VERSION_CONFLICT'; END IF;
      RETURN edited;
    END $$;

  -- Where the writes begin anew before each turn of each contender.
  CREATE SCHEMA bench;
  CREATE TABLE bench.entity AS TABLE entity;
`;
