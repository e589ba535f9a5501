import pg from 'pg';
import { useApp } from '#test/app';
import { idOf, networkRows } from '#test/provenance-rows';
import { writeFileSync } from 'node:fs';
describe('x', () => {
  const t = useApp();
  it('explains', async () => {
    const net = await networkRows(t, { size: 60, remarks: 10 });
    const c = new pg.Client(t.database.ownerUrl);
    await c.connect();
    let out = '';
    c.on('notice', (n) => (out += n.message + '\n'));
    await c.query(`LOAD 'auto_explain'`);
    await c.query(
      `SET auto_explain.log_nested_statements=on; SET auto_explain.log_min_duration=0; SET auto_explain.log_analyze=on; SET client_min_messages=log`,
    );
    await c.query(`BEGIN READ ONLY; SET LOCAL ROLE konwent_app`);
    await c.query(`SELECT set_config('app.actor', '${net.coordinator.id}', true)`);
    for (let i = 0; i < 2; i++) await c.query(`SELECT * FROM provenance_found('${idOf('own', 1)}', 'OUTCOMES')`);
    await c.query('ROLLBACK');
    await c.end();
    writeFileSync('/tmp/prov_explain.txt', out);
  });
});
