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
    const T: Record<string, string> = { own: 'PROPOSAL', merge: 'PROPOSAL_MERGE', rec: 'RECOMMENDATION', unit: 'UNIT', v1: 'VERSION', circulation: 'CIRCULATION', remark: 'REMARK', disposition: 'DISPOSITION', poll: 'POLL', dossier: 'DOSSIER', dispatch: 'DISPATCH', position: 'POSITION', 'follow-up': 'FOLLOW_UP' };
    for (const [k, kind] of Object.entries(T)) {
      const a = `'${kind}', ARRAY['${idOf(k, 1)}'::uuid]`;
      await timed(`SELECT count(*) FROM provenance_next(${a}, true, false, false)`);
      await timed(`SELECT count(*) FROM provenance_next(${a}, false, false, false)`);
      await timed(`SELECT count(*) FROM provenance_next(${a}, true, true, false)`);
      await timed(`SELECT count(*) FROM provenance_seen(${a})`);
      await timed(`SELECT count(*) FROM provenance_links('${kind}', '${idOf(k, 1)}'::uuid)`);
    }
    await c.query('ROLLBACK'); await c.end();
    process.stderr.write(out);
  });
});
