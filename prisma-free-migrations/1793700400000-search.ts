import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of what is published. A lib says in a view of its own, `search_of_…`, what of its rows may be found and by
 * whom; `gather_search()` makes one of all these views, and libs/search writes it down with its lemmas. What may not be
 * found is never in the index, not even until the next event: where a row stops being found, a trigger takes it out in
 * the transaction that says so.
 */
export class Search1793700400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE EXTENSION IF NOT EXISTS fuzzystrmatch`);
    await db.query(TABLES);
    await db.query(VOCABULARY);
    await db.query(SOURCES);
    await db.query(NARROWING);
    await db.query(SEEN);
    await db.query(FOUND);
    await db.query(ALIKE);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION search_taken(tsquery, text, text, int), search_distance(text, text), search_knows(tsquery), search_newest(text, jsonb, text, int), search_sorted(text),
        search_found(text, text[], text, text[], text[], text[], jsonb, text, int),
        search_like(text[], text[], uuid, uuid[], text[], int), search_similar(text[], text[], int),
        search_related(uuid, int), search_seen(), search_conditions(jsonb), search_excerpt(text, tsvector, int[], int, text[], text[]);
      DROP FUNCTION search_sources(uuid[]), search_stale(int), search_narrows() CASCADE;
      DROP VIEW search_hit, search_facet, search_source;
      DROP TYPE search_finding;
      DROP FUNCTION gather_search(text);
      DROP TABLE search_document, search_word;
      DROP FUNCTION search_counts_words();
    `);
  }
}

const TABLES = `
  CREATE TABLE search_document (
    -- That of its subject. What conditions and orders look at stands first: the earlier a column, the sooner it is read.
    id uuid PRIMARY KEY,
    dated_at timestamptz NOT NULL,
    -- How many have taken it over, and when somebody last looked whether it still holds.
    reuse int NOT NULL,
    checked_on date,
    year int,
    audience text NOT NULL CHECK (audience IN ('PUBLIC', 'FORUM', 'BODIES')),
    -- Bodies in whose circle it is found, where it is not public.
    readers uuid[] NOT NULL,
    subject_type text NOT NULL,
    entity_kind text,
    voivodeship_id text,
    cost_range text,
    target_groups text[] NOT NULL,
    areas uuid[] NOT NULL,
    tags text[] NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    lemmas tsvector NOT NULL,
    -- Where each word of the body begins, and the place of its first word in the lemmas.
    offsets int[] NOT NULL,
    body_place int NOT NULL,
    words text[] NOT NULL,
    -- MD5 of the source, and the version of what made the lemmas: what differs is made anew.
    fingerprint text NOT NULL,
    analyzer int NOT NULL,
    -- The lemmas of title and keywords.
    head tsvector NOT NULL GENERATED ALWAYS AS (ts_filter(lemmas, '{a,b}')) STORED
  );
  -- What every match is counted and sorted by stands in short rows; what is long is read of the few that are ranked or shown.
  ALTER TABLE search_document SET (toast_tuple_target = 1024),
    ${['title', 'readers', 'areas', 'tags', 'target_groups', 'head'].map((each) => `ALTER ${each} SET STORAGE MAIN`).join(', ')},
    ${['body', 'lemmas', 'offsets', 'words'].map((each) => `ALTER ${each} SET STORAGE EXTERNAL`).join(', ')};
  CREATE INDEX search_document_lemmas ON search_document USING gin (lemmas);
  CREATE INDEX search_document_newest ON search_document (dated_at DESC, id DESC);
  CREATE INDEX search_document_reused ON search_document (reuse DESC, coalesce(checked_on, '-infinity') DESC, id DESC);

  GRANT SELECT ON search_document TO konwent_app, konwent_public;
  GRANT INSERT, UPDATE, DELETE ON search_document TO konwent_app;
  ALTER TABLE search_document ENABLE ROW LEVEL SECURITY;
  ALTER TABLE search_document FORCE ROW LEVEL SECURITY;
  DO $$ BEGIN EXECUTE format('CREATE POLICY owner ON search_document TO %I USING (true)', current_user); END $$;
  CREATE POLICY visible_to_all ON search_document FOR SELECT USING (audience = 'PUBLIC');
  CREATE POLICY circles ON search_document FOR SELECT TO konwent_app
    USING (readers && (SELECT claimed_circles()) OR (audience = 'FORUM' AND (SELECT in_forum((SELECT actor_id())))));
  CREATE POLICY system ON search_document TO konwent_app USING ((SELECT actor_is_system()));

  -- What a search has found: a statement that searches puts its findings in the place of this view.
  CREATE VIEW search_hit AS
    SELECT id, subject_type, audience, readers, entity_kind, voivodeship_id, areas, target_groups, cost_range, year, reuse,
      checked_on, dated_at, 0 AS place, 'EXACT' AS way, NULL::text AS corrected, '{}'::text[] AS lexemes, '{}'::text[] AS starts
    FROM search_document WHERE false;
  CREATE VIEW search_facet AS SELECT NULL::text AS id, NULL::text AS facet, NULL::text AS value, 0 AS count, 0::bigint AS place WHERE false;
  GRANT SELECT ON search_hit, search_facet TO konwent_app, konwent_public;
  CREATE TYPE search_finding AS (id uuid, audience text, readers uuid[], subject_type text, entity_kind text, voivodeship_id text,
    cost_range text, year int, target_groups text[], areas uuid[], reuse int, checked_on date, dated_at timestamptz, place int, way text,
    corrected text);
`;

/** What a finding tells of its row, which is called c. */
const TOLD = `c.id, c.audience, c.readers, c.subject_type, c.entity_kind, c.voivodeship_id, c.cost_range, c.year, c.target_groups, c.areas,
  c.reuse, c.checked_on, c.dated_at`;

/** The words of public documents alone, as they are written, with how many documents have them. */
const VOCABULARY = `
  CREATE TABLE search_word (
    word text COLLATE "C" PRIMARY KEY,
    folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold(word)) STORED,
    -- What finds it, as the text of a tsquery.
    query text NOT NULL,
    documents int NOT NULL DEFAULT 0
  ) WITH (fillfactor = 70);
  CREATE INDEX search_word_folded ON search_word USING gin (folded gin_trgm_ops);
  GRANT SELECT ON search_word TO konwent_app, konwent_public;
  GRANT INSERT, UPDATE, DELETE ON search_word TO konwent_app;

  CREATE FUNCTION search_counts_words() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE old_words text := 'SELECT NULL::text AS word, 0 AS n WHERE false'; new_words text := old_words;
    BEGIN
      IF TG_OP <> 'INSERT' THEN old_words := 'SELECT unnest(words), -1 FROM gone WHERE audience = ''PUBLIC'''; END IF;
      IF TG_OP <> 'DELETE' THEN new_words := 'SELECT unnest(words), 1 FROM come WHERE audience = ''PUBLIC'''; END IF;
      EXECUTE 'UPDATE search_word w SET documents = w.documents + c.n
        FROM (SELECT word, sum(n) AS n FROM (' || new_words || ' UNION ALL ' || old_words || ') x(word, n)
          GROUP BY word HAVING sum(n) <> 0) c WHERE w.word = c.word';
      IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_word w USING gone g WHERE w.word = ANY (g.words) AND w.documents <= 0;
      END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER words_come AFTER INSERT ON search_document REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION search_counts_words();
  CREATE TRIGGER words_change AFTER UPDATE ON search_document REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION search_counts_words();
  CREATE TRIGGER words_go AFTER DELETE ON search_document REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION search_counts_words();
`;

const SOURCES = `
  -- One view of all parts; a part that is about to be dropped is left out, and what a part does not have is empty.
  CREATE FUNCTION gather_search(leave_out text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      known jsonb := '{"subject_type": "NULL::text", "subject_id": "NULL::uuid", "follows_id": "NULL::uuid", "title": "NULL::text",
        "keywords": "''''::text", "body": "''''::text", "audience": "''PUBLIC''::text", "readers": "''{}''::uuid[]",
        "entity_kind": "NULL::text", "voivodeship_id": "NULL::text", "areas": "''{}''::uuid[]", "tags": "''{}''::text[]",
        "target_groups": "''{}''::text[]", "cost_range": "NULL::text", "year": "NULL::int", "reuse": "0::int",
        "checked_on": "NULL::date", "dated_at": "NULL::timestamptz"}';
      names text[] := ARRAY['subject_type', 'subject_id', 'follows_id', 'title', 'keywords', 'body', 'audience', 'readers',
        'entity_kind', 'voivodeship_id', 'areas', 'tags', 'target_groups', 'cost_range', 'year', 'reuse', 'checked_on', 'dated_at'];
      parts text;
    BEGIN
      SELECT string_agg(' UNION ALL SELECT ' || (
          SELECT string_agg(CASE WHEN EXISTS (SELECT FROM information_schema.columns c WHERE c.table_schema = 'public'
              AND c.table_name = viewname AND c.column_name = n) THEN n || '::' || split_part(known ->> n, '::', 2) ELSE known ->> n END
              || CASE WHEN known ->> n LIKE '%::text' THEN ' COLLATE "default"' ELSE '' END, ', ' ORDER BY i)
          FROM unnest(names) WITH ORDINALITY AS x(n, i)) || format(' FROM %I', viewname), '' ORDER BY viewname) INTO parts
        FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'search\\_of\\_%' AND viewname <> leave_out;
      EXECUTE 'CREATE OR REPLACE VIEW search_source AS SELECT '
        || (SELECT string_agg(known ->> n || ' AS ' || n, ', ' ORDER BY i) FROM unnest(names) WITH ORDINALITY AS x(n, i))
        || ' WHERE false' || coalesce(parts, '');
    END $$;
  SELECT gather_search();

  -- What of these subjects, and of what follows them, is to be found; for the indexer alone.
  CREATE FUNCTION search_sources(ids uuid[]) RETURNS TABLE (source jsonb, fingerprint text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF NOT actor_is_system() THEN RAISE EXCEPTION 'sources are for the indexer' USING ERRCODE = 'insufficient_privilege'; END IF;
      RETURN QUERY SELECT to_jsonb(s), md5(s::text) FROM search_source s
        WHERE s.subject_id = ANY (ids) OR s.follows_id = ANY (ids);
    END $$;

  -- Subjects whose entry is not what the views say, or was made by another version of the analyzer.
  CREATE FUNCTION search_stale(version int) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF NOT actor_is_system() THEN RAISE EXCEPTION 'sources are for the indexer' USING ERRCODE = 'insufficient_privilege'; END IF;
      RETURN QUERY SELECT coalesce(s.subject_id, d.id) FROM search_source s FULL JOIN search_document d ON d.id = s.subject_id
        WHERE d.id IS NULL OR s.subject_id IS NULL OR d.analyzer <> version OR d.fingerprint <> md5(s::text);
    END $$;
`;

/**
 * Indexing and narrowing take turns: whoever indexes has read either before the row was withdrawn, and then the entry is
 * taken out, or after, and then makes none.
 */
const NARROWING = `
  CREATE FUNCTION search_narrows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE now_seen record;
    BEGIN
      SELECT audience, readers INTO now_seen FROM search_source WHERE subject_id = OLD.id;
      IF now_seen.audience = 'PUBLIC' THEN RETURN NULL; END IF;
      PERFORM pg_advisory_xact_lock(hashtextextended('search index', 0));
      IF now_seen IS NULL THEN
        DELETE FROM search_document WHERE id = OLD.id;
      ELSE
        UPDATE search_document SET audience = now_seen.audience, readers = now_seen.readers
          WHERE id = OLD.id AND (audience, readers) IS DISTINCT FROM (now_seen.audience, now_seen.readers);
      END IF;
      RETURN NULL;
    END $$;
`;

/** The two fences of the index, said once for its functions: they ask the full index as its owner, for whoever reads. */
const SEEN = `
  CREATE FUNCTION search_seen() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public AS $$
    BEGIN
      IF actor_id() IS NULL THEN RETURN 'c.audience = ''PUBLIC'''; END IF;
      RETURN format('(c.audience = ''PUBLIC'' OR c.readers && %L::uuid[] OR (c.audience = ''FORUM'' AND %L::boolean))',
        claimed_circles(), in_forum(actor_id()));
    END $$;

  -- A filter as conditions; only what is given stands in them.
  CREATE FUNCTION search_conditions(filter jsonb) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public
    AS $$ SELECT coalesce(string_agg(' AND ' || CASE key
        WHEN 'types' THEN format('c.subject_type = ANY (%L::text[])', vals)
        WHEN 'entityKinds' THEN format('c.entity_kind = ANY (%L::text[])', vals)
        WHEN 'voivodeships' THEN format('c.voivodeship_id = ANY (%L::text[])', vals)
        WHEN 'areas' THEN format('c.areas && %L::uuid[]', vals)
        WHEN 'targetGroups' THEN format('c.target_groups && %L::text[]', vals)
        WHEN 'costRanges' THEN format('c.cost_range = ANY (%L::text[])', vals)
        WHEN 'years' THEN format('c.year = ANY (%L::int[])', vals) END, ''), '')
      FROM jsonb_each(filter) f(key, value), LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(value)) AS vals) v
      WHERE jsonb_array_length(value) > 0 $$;

  -- The part of a body where most of what was asked for stands together.
  CREATE FUNCTION search_excerpt(body text, lemmas tsvector, offsets int[], body_place int, lexemes text[], starts text[])
    RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = public AS $$
    DECLARE first int; last int; n int := coalesce(array_length(offsets, 1), 0); places int[]; found text[];
    BEGIN
      IF n = 0 THEN RETURN ''; END IF;
      IF lexemes = '{}' AND starts = '{}' THEN
        RETURN CASE WHEN n > 41 THEN substr(body, offsets[1] + 1, offsets[41] - offsets[1]) || '…' ELSE substr(body, offsets[1] + 1) END;
      END IF;
      SELECT array_agg(at ORDER BY at), array_agg(lexeme ORDER BY at) INTO places, found FROM (
        SELECT l.lexeme, p AS at FROM unnest(lemmas) l, unnest(l.positions) p
        WHERE p >= body_place AND (l.lexeme = ANY (lexemes) OR l.lexeme ^@ ANY (starts)) ORDER BY p LIMIT 40) h;
      IF cardinality(lexemes) + cardinality(starts) = 1 THEN
        first := places[1] - body_place + 1;
      ELSE
        SELECT h.at - body_place + 1 INTO first FROM unnest(places) h(at)
          ORDER BY (SELECT count(DISTINCT o.lexeme) FROM unnest(places, found) o(at, lexeme) WHERE o.at BETWEEN h.at AND h.at + 20) DESC, h.at
          LIMIT 1;
      END IF;
      first := greatest(least(coalesce(first, 1) - 6, n - 40), 1);
      last := least(first + 40, n);
      RETURN CASE WHEN first > 1 THEN '… ' ELSE '' END || substr(body, offsets[first] + 1,
        CASE WHEN last < n THEN offsets[last] - offsets[first] ELSE length(body) END) || CASE WHEN last < n THEN '…' ELSE '' END;
    END $$;
`;

/** So many are ranked by all their words, the others by title and keywords: that costs less than to read all of each. */
const CLOSELY_RANKED = 100;

/**
 * At most so many and one more, the newest or most reused where there are more, in their order; \`way\` says what it
 * took: all that was asked, with a corrected word, or only most of the words.
 */
const FOUND = `
  CREATE FUNCTION search_sorted(sorting text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public
    AS $$ SELECT CASE sorting WHEN 'REUSE' THEN 'c.reuse DESC, coalesce(c.checked_on, ''-infinity'') DESC, c.id DESC'
      ELSE 'c.dated_at DESC, c.id DESC' END $$;

  -- How many letters are wrong, whatever the endings: another case of the word is no error.
  CREATE FUNCTION search_distance(word text, typed text) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = public
    AS $$ SELECT least(levenshtein(left(word, 60), left(typed, 60)),
      levenshtein(left(word, least(length(typed), 60) - 1), left(typed, least(length(typed), 60) - 1))) $$;

  -- Whether any public document answers. A planner that hopes to meet one soon would read all where there is none.
  CREATE FUNCTION search_knows(query tsquery) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    AS $$ BEGIN RETURN EXISTS (SELECT FROM search_document d WHERE d.audience = 'PUBLIC' AND d.lemmas @@ query); END $$;

  -- What is there when no word is asked for, or all but some: whoever walks from the newest soon has enough.
  CREATE FUNCTION search_newest(without text, filter jsonb, sorting text, most int)
    RETURNS SETOF search_finding ROWS 100 LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN QUERY EXECUTE format('SELECT ${TOLD}, (row_number() OVER (ORDER BY %1$s))::int, ''EXACT'', NULL::text FROM (
          SELECT * FROM search_document c WHERE %2$s %3$s ORDER BY %1$s LIMIT $2 + 1) c', search_sorted(sorting),
        search_seen() || search_conditions(filter), CASE WHEN without IS NOT NULL THEN 'AND c.lemmas @@ $1' END)
        USING without::tsquery, most;
    END $$;

  -- The keys of the newest (most reused) of what answers, one more than is wanted where there are more. By the text index
  -- alone: on any other way the lemmas of each row would be read. Where far more answer than are wanted, only those since
  -- a day are visited at first, as many as the planner expects to be enough.
  CREATE FUNCTION search_taken(query tsquery, conditions text, sorting text, most int)
    RETURNS tid[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER -- a stable one may not ask the planner
    SET search_path = public SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    SET max_parallel_workers_per_gather = 0 AS $$
    DECLARE
      few text := 'SELECT ARRAY(SELECT c.ctid FROM search_document c WHERE ' || conditions || ' AND c.lemmas @@ $1 %s ORDER BY '
        || search_sorted(sorting) || ' LIMIT $2 + 1)';
      plan jsonb;
      wanted float;
      bounds timestamptz[];
      narrowed text;
      taken tid[];
    BEGIN
      EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM search_document c WHERE ' || conditions || ' AND c.lemmas @@ $1' INTO plan USING query;
      wanted := 1.4 * most / (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float;
      IF wanted < 0.5 THEN
        SELECT histogram_bounds::text::timestamptz[] INTO bounds FROM pg_stats
          WHERE schemaname = 'public' AND tablename = 'search_document' AND attname = 'dated_at';
        narrowed := CASE WHEN sorting = 'REUSE' THEN 'AND c.reuse > 0' WHEN bounds IS NOT NULL THEN
          format('AND c.dated_at >= %L', bounds[greatest(floor(cardinality(bounds) * (1 - wanted))::int, 1)]) END;
      END IF;
      IF narrowed IS NOT NULL THEN
        EXECUTE format(few, narrowed) INTO taken USING query, most;
        IF cardinality(taken) > most THEN RETURN taken; END IF;
      END IF;
      EXECUTE format(few, '') INTO taken USING query, most;
      RETURN taken;
    END $$;
  -- It runs its conditions as the owner.
  REVOKE EXECUTE ON FUNCTION search_taken(tsquery, text, text, int) FROM PUBLIC;

  CREATE FUNCTION search_found(question text, groups text[], without text, typed text[], plain text[], queries text[],
      filter jsonb, sorting text, most int)
    RETURNS SETOF search_finding ROWS 100
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET max_parallel_workers_per_gather = 0 AS $$
    DECLARE
      wanted text[] := groups;
      said text := question;
      asked tsquery := concat_ws('&', array_to_string(groups, '&'), without)::tsquery;
      loosely tsquery := array_to_string(groups, '|')::tsquery;
      conditions text := search_seen() || search_conditions(filter);
      taken tid[];
      -- What is sorted is carried along each time: so first keys alone, then lemmas of those taken, then what is told.
      ranked text := CASE sorting WHEN 'RELEVANCE' THEN format('SELECT r.at, row_number() OVER (
          ORDER BY r.near DESC NULLS LAST, CASE WHEN r.place > ${CLOSELY_RANKED} THEN r.place END, r.dated_at DESC, r.id DESC) AS n FROM (
        SELECT *, CASE WHEN p.place <= ${CLOSELY_RANKED} THEN ts_rank_cd(%1$s, p.lemmas, $1, 1) * p.reused END AS near FROM (
          SELECT *, row_number() OVER (ORDER BY p.head * p.reused DESC, p.dated_at DESC, p.id DESC) AS place FROM (
            SELECT c.ctid AS at, c.id, c.dated_at, c.lemmas, 1 + 0.1 * ln(1 + c.reuse) AS reused, ts_rank(%1$s, c.head, $2) AS head
            FROM search_document c WHERE c.ctid = ANY ($3)) p) p) r', '''{0.1, 0.3, 0.5, 1}''')
        ELSE 'SELECT w.at, w.n FROM unnest($3) WITH ORDINALITY w(at, n)' END;
      finding text := format('SELECT ${TOLD}, r.n::int, $4, $5 FROM (%s) r JOIN search_document c ON c.ctid = r.at', ranked);
      better record;
      said_of text;
      ways int;
    BEGIN
      taken := search_taken(asked, conditions, sorting, most);
      IF taken <> '{}' THEN
        RETURN QUERY EXECUTE finding USING asked, loosely, taken, 'EXACT'::text, NULL::text;
        RETURN;
      END IF;

      -- A word that no public document has may be a typing error.
      FOR i IN 1 .. cardinality(plain) LOOP
        IF search_knows(queries[i]::tsquery) THEN CONTINUE; END IF;
        PERFORM set_config('pg_trgm.similarity_threshold', '0.2', true);
        SELECT w.word, w.query INTO better FROM (
            SELECT *, search_distance(folded, plain[i]) AS distance FROM search_word
            WHERE folded % plain[i] AND documents > 0) w
          WHERE w.distance <= CASE WHEN length(plain[i]) > 5 THEN 2 ELSE 1 END
          ORDER BY w.distance, similarity(w.folded, plain[i]) DESC, w.documents DESC, w.word LIMIT 1;
        IF better IS NULL THEN CONTINUE; END IF;
        wanted := ARRAY(SELECT replace(g, queries[i], better.query) FROM unnest(wanted) WITH ORDINALITY AS x(g, n) ORDER BY n);
        said := replace(said, typed[i], better.word);
      END LOOP;
      IF wanted <> groups THEN
        asked := concat_ws('&', array_to_string(wanted, '&'), without)::tsquery;
        loosely := array_to_string(wanted, '|')::tsquery;
        taken := search_taken(asked, conditions, sorting, most);
        IF taken <> '{}' THEN
          RETURN QUERY EXECUTE finding USING asked, loosely, taken, 'CORRECTED'::text, said;
          RETURN;
        END IF;
      END IF;

      -- Most of the words are better than nothing: one fewer, then two, as long as two in five are left.
      wanted := wanted[:10];
      FOR left_out IN 1 .. cardinality(wanted) - greatest(round(cardinality(wanted) * 0.4)::int, 1) LOOP
        SELECT string_agg('(' || (SELECT string_agg(g, '&') FROM unnest(wanted) WITH ORDINALITY AS x(g, n)
              WHERE mask & (1 << (n::int - 1)) <> 0) || ')', '|'), count(*) INTO said_of, ways
          FROM generate_series(1, (1 << cardinality(wanted)) - 1) mask
          WHERE bit_count(mask::bit(10)) = cardinality(wanted) - left_out;
        EXIT WHEN ways > 60;
        asked := concat_ws('&', '(' || said_of || ')', without)::tsquery;
        taken := search_taken(asked, conditions, sorting, most);
        CONTINUE WHEN taken = '{}';
        RETURN QUERY EXECUTE finding USING asked, loosely, taken, 'PARTIAL'::text, nullif(said, question);
        EXIT;
      END LOOP;
    END $$;
`;

const ALIKE = `
  -- What shares words, areas or tags: the rarer the word, the sooner it counts.
  CREATE FUNCTION search_like(words text[], queries text[], itself uuid, its_areas uuid[], its_tags text[], most int)
    RETURNS SETOF search_finding ROWS 100
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    DECLARE telling tsquery[];
    BEGIN
      telling := ARRAY(SELECT min(q)::tsquery FROM unnest(words, queries) x(w, q) JOIN search_word s ON s.word = w
        WHERE s.documents <= greatest((SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_document'::regclass) / 5, 20)
        GROUP BY q ORDER BY max(s.documents), q LIMIT 24);
      RETURN QUERY EXECUTE format(
        'SELECT ${TOLD}, (row_number() OVER (ORDER BY c.score DESC, c.dated_at DESC, c.id DESC))::int, ''EXACT'', NULL::text FROM (
           SELECT c.*, (SELECT coalesce(sum(1.0 / (2 + n)) FILTER (WHERE c.lemmas @@ q), 0) FROM unnest($1) WITH ORDINALITY x(q, n))
             + 0.2 * cardinality(ARRAY(SELECT unnest(c.areas) INTERSECT SELECT unnest($3)))
             + 0.2 * cardinality(ARRAY(SELECT unnest(c.tags) INTERSECT SELECT unnest($4))) AS score
           FROM search_document c WHERE %s AND c.id IS DISTINCT FROM $2 AND (c.lemmas @@ $5 OR c.areas && $3)
           ORDER BY c.dated_at DESC, c.id DESC LIMIT $6 + 1) c', search_seen())
        USING telling, itself, its_areas, its_tags, coalesce((SELECT string_agg(q::text, '|') FROM unnest(telling) q), '')::tsquery, most;
    END $$;

  CREATE FUNCTION search_similar(words text[], queries text[], most int)
    RETURNS SETOF search_finding LANGUAGE sql STABLE ROWS 100 SET search_path = public
    AS $$ SELECT * FROM search_like(words, queries, NULL, '{}', '{}', most) $$;

  -- What is related to something that the reader may find.
  CREATE FUNCTION search_related(subject uuid, most int)
    RETURNS SETOF search_finding ROWS 100
    LANGUAGE plpgsql STABLE SET search_path = public AS $$
    DECLARE it record; told text[]; queries text[];
    BEGIN
      SELECT d.words, d.areas, d.tags INTO it FROM search_document d WHERE d.id = subject;
      IF it IS NULL THEN RETURN; END IF;
      SELECT array_agg(s.word), array_agg(s.query) INTO told, queries FROM search_word s WHERE s.word = ANY (it.words);
      RETURN QUERY SELECT * FROM search_like(told, queries, subject, it.areas, it.tags, most);
    END $$;
`;
