import type { TestApp } from './app.ts';
import type { Row, Tables } from './world.ts';

/** All rows as JSON, with the ends of their terms and, for names, their places in the Polish alphabet. */
export async function tablesOf({ sql }: TestApp): Promise<Tables> {
  const tables: Tables = {};
  const names = await sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' UNION ALL VALUES ('convent_standing'), ('meeting_quorum')`,
  );
  for (const { name } of names) {
    const isRange = ['mandate', 'membership', 'status_grant', 'forum_standing', 'attendance'].includes(name);
    const title = ({ convent: 'official_name', entity: 'name', attendance: 'name' } as Record<string, string>)[name];
    const more = [
      isRange ? 'lower(valid) AS "from", upper(valid) AS until' : '',
      name === 'obligation' ? `coalesce(due_at, 'infinity')::text AS due` : '',
      title ? `rank() OVER (ORDER BY ${title} COLLATE polish)::int AS place` : '',
    ].filter(Boolean);
    const columns = ['*', ...more].join(', ');
    const rows = await sql<{ row: Row }>(`SELECT row_to_json(t) AS row FROM (SELECT ${columns} FROM "${name}") t`);
    tables[name] = rows.map(({ row }) => row);
  }
  const alike = await sql<{ row: Row }>(
    `SELECT row_to_json(t) AS row FROM (SELECT a.id, b.id AS other, similarity(b.words, a.words) AS likeness,
       similarity(b.words, a.words)::float8 >= 0.3 AS near FROM proposal a, proposal b WHERE a.id <> b.id) t`,
  );
  tables.proposal_likeness = alike.map(({ row }) => row);
  const alikeRemarks = await sql<{ row: Row }>(
    `SELECT row_to_json(t) AS row FROM (SELECT a.id, b.id AS other, similarity(b.said, a.said) AS likeness FROM remark a
       JOIN remark b ON b.circulation_id = a.circulation_id AND b.place = a.place AND b.id <> a.id AND b.state <> 'WITHDRAWN'
     WHERE similarity(b.said, a.said) >= 0.5::real) t`,
  );
  tables.remark_likeness = alikeRemarks.map(({ row }) => row);
  tables.search_hit = tables.search_document!;
  return tables;
}
