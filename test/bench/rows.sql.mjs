const LARGE = `('person'::regclass, 'entity'::regclass, 'membership'::regclass, 'mandate'::regclass)`;

/** Puts aside what is made in a fraction of the time when the rows are there; foreign keys hold by how the rows are made. */
const LIGHTEN = `
  SET session_replication_role = replica;
  SET maintenance_work_mem = '256MB';
  CREATE TEMP TABLE later AS
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
    FROM pg_constraint WHERE conrelid IN ${LARGE} AND contype IN ('u', 'x')
    UNION ALL
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid IN ${LARGE} AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid);
  DO $$ DECLARE l later; BEGIN FOR l IN TABLE later LOOP EXECUTE l.drop; END LOOP; END $$`;

const RESTORE = `
  DO $$ DECLARE l later; BEGIN FOR l IN TABLE later LOOP EXECUTE l.make; END LOOP; END $$;
  SET session_replication_role = origin`;

const CONVENTS = `
  INSERT INTO convent (id, official_name, voivodeship_id, state, founded_on)
    SELECT uuidv7(), 'Konwent CIS i KIS w ' || locative, id, 'ACTIVE', '2019-03-01' FROM voivodeship;
  INSERT INTO convent_rules (id, admission_by, ordinary_kinds, quorum_percent, majority, election_majority,
      amendment_majority, term_months, silence)
    SELECT id, 'CHAIR', '{CIS,KIS,ZAZ,WTZ}', 50, 'SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 48, 'ABSENT' FROM convent;

  CREATE TEMP TABLE c AS SELECT id, voivodeship_id, row_number() OVER (ORDER BY voivodeship_id) - 1 AS n FROM convent;`;

/** The numbers that all else is made of. */
const numbers = ({ entities, people }) => `
  CREATE TEMP TABLE e AS SELECT uuidv7() AS id, n FROM generate_series(0, ${entities - 1}) n;
  CREATE TEMP TABLE p AS SELECT uuidv7() AS id, n FROM generate_series(0, ${people - 1}) n;`;

const PERSONS = `
  INSERT INTO person (id, display_name)
    SELECT id, (ARRAY['Małgorzata','Łukasz','Żaneta','Świętosława','Bożena','Józef','Stanisław','Grażyna'])[n % 8 + 1] || ' '
      || (ARRAY['Źrebiec','Dąbrówka','Ćwikła','Łękawska','Świerszcz','Żółtak','Gęśla'])[n % 7 + 1] || ' ' || n FROM p;`;

const ENTITIES = `
  INSERT INTO entity (id, kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind)
    SELECT e.id, (ARRAY['CIS','KIS','ZAZ','WTZ'])[e.n % 4 + 1],
      (ARRAY['Centrum Integracji Społecznej','Klub Integracji Społecznej','Zakład Aktywności Zawodowej',
        'Warsztat Terapii Zajęciowej'])[e.n % 4 + 1] || ' „'
      || (ARRAY['Źródło','Żagiel','Łączność','Ścieżka','Przystań','Świt','Gąszcz','Dąb','Pętla','Ósemka','Krąg','Łódka',
        'Nadzieja','Jaźń','Kość','Mgła','Promień','Struś','Żuraw'])[e.n % 19 + 1] || '” nr ' || e.n,
      (ARRAY['Łódź','Kędzierzyn','Świdnica','Żyrardów','Bełchatów','Głogów','Mińsk','Częstochowa'])[e.n / 16 % 8 + 1],
      'Długa ' || e.n, lpad((e.n % 90 + 10)::text, 2, '0') || '-100', c.voivodeship_id,
      'Gmina ' || (ARRAY['Łęczyca','Słupsk','Gniezno','Żary'])[e.n % 4 + 1], 'MUNICIPALITY'
    FROM e JOIN c ON c.n = e.n % 16 ORDER BY e.n;`;

const MEMBERSHIPS = `
  INSERT INTO membership (id, convent_id, entity_id, kind, state, applied_on, valid)
    SELECT uuidv7(), c.id, e.id, 'ORDINARY', 'ACTIVE', '2020-01-15', '[2020-02-01,)' FROM e JOIN c ON c.n = e.n % 16
    ORDER BY e.n;`;

const mandates = ({ entities, people }) => `
  -- Triggers are off meanwhile, so that what they keep is put in.
  INSERT INTO mandate (id, person_id, function, entity_id, state, valid, basis, watched_by)
    SELECT uuidv7(), p.id, CASE WHEN p.n < ${entities} THEN 'REPRESENTATIVE' ELSE 'STAFF' END, e.id, 'ACTIVE',
      '[2024-01-01 09:00:00+00,)', 'Upoważnienie ' || p.n, ARRAY[c.id]
    FROM p JOIN e ON e.n = p.n % ${entities} JOIN c ON c.n = e.n % 16 WHERE p.n < ${people - 96} ORDER BY p.n;
  INSERT INTO mandate (id, person_id, function, convent_id, state, valid, basis)
    SELECT uuidv7(), p.id,
      (ARRAY['CHAIR','VICE_CHAIR','SECRETARY','BOARD_MEMBER','BOARD_MEMBER','BOARD_MEMBER'])[(p.n - ${people - 96}) / 16 + 1],
      c.id, 'ACTIVE', '[2024-01-01 09:00:00+00,)', 'Uchwała ' || p.n
    FROM p JOIN c ON c.n = p.n % 16 WHERE p.n >= ${people - 96};`;

/** Sixteen convents that share all entities; a representative and nine of the staff an entity, a board of six a convent. */
export const fillOf = (counts) => [
  { what: 'lighter tables', text: LIGHTEN },
  { what: 'convents', text: CONVENTS },
  { what: 'numbers', text: numbers(counts) },
  { what: 'persons', text: PERSONS },
  { what: 'entities', text: ENTITIES },
  { what: 'memberships', text: MEMBERSHIPS },
  { what: 'mandates', text: mandates(counts) },
  { what: 'indexes', text: RESTORE },
];
