import pg from 'pg';
import { useApp } from '#test/app';
import { idOf, networkRows } from '#test/provenance-rows';
describe('x', () => {
  const t = useApp();
  it('explains', async () => {
    const net = await networkRows(t, { size: Number(process.env.N ?? 60), remarks: 10 });
    const c = new pg.Client(t.database.ownerUrl);
    await c.connect();
    let out = '';
    const timed = async (text: string) => {
      const times: string[] = [];
      for (let i = 0; i < 6; i++) { const from = performance.now(); await c.query(text); times.push((performance.now() - from).toFixed(1)); }
      out += `${times.join(' ')} · ${text}\n`;
    };
    await c.query(`BEGIN READ ONLY; SET LOCAL ROLE konwent_app`);
    await c.query(`SELECT set_config('app.actor', '${net.coordinator.id}', true)`);
    await timed(`SELECT 1`);
    for (const k of ['own', 'rec', 'v2', 'remark', 'dossier', 'position']) await timed(`SELECT * FROM provenance_found('${idOf(k, 1)}', 'BOTH')`);
    await timed(`SELECT count(*) FROM provenance_walked('${idOf('dossier', 1)}', 'DOSSIER', false)`);
    const groups = (await c.query(`SELECT kind, array_agg(id)::text AS ids FROM provenance_found('${idOf('dossier', 1)}', 'ORIGINS') GROUP BY kind`)).rows as { kind: string; ids: string }[];
    for (const { kind, ids } of groups) {
      for (const wide of [false, true]) await timed(`SELECT count(*), '${kind}' FROM provenance_next('${kind}', '${ids}', false, ${wide}, true)`);
      await timed(`SELECT count(*), '${kind}' FROM provenance_seen('${kind}', '${ids}')`);
    }
    await c.query('ROLLBACK'); await c.end();
    process.stderr.write(out);
  });
});
