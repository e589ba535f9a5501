const number = (value, digits = 2, width = 9) => value.toFixed(digits).padStart(width);
const spread = ({ from, to }) => `(${from.toFixed(2)} – ${to.toFixed(2)})`.padEnd(16);
const say = (text) => process.stdout.write(`${text}\n`);

/** One read or write: who did it how fast, and what a request cost in CPU. */
export function tellRounds(name, measured) {
  say(`\n${name.padEnd(13)}  req/s  Konwent x  (from – to)     p50 ms   CPU x   CPU ms: server PostgreSQL  client`);
  for (const [who, { perSecond, p50, server, database, client, speed, thrift }] of Object.entries(measured)) {
    const times = `${number(speed.median)}   ${spread(speed)}`;
    const cpu = `${number(thrift.median, 2, 6)}       ${number(server, 3)}  ${number(database, 3)}${number(client, 3)}`;
    say(`  ${who.padEnd(11)}${number(perSecond, 0, 7)}${times}${number(p50)}  ${cpu}`);
  }
}

export function tellGrowth({ scales }) {
  say('\ngrowth             rows  statement ms  around ms    blocks    p50 ms  limit p50');
  for (const [scale, found] of Object.entries(scales)) {
    if (found.failed) say(`  all        ${`${scale} x`.padStart(8)}  ${found.failed}`);
    for (const [name, each] of Object.entries(found))
      if (each.p50Ms)
        say(
          `  ${name.padEnd(11)}${`${scale} x`.padStart(8)}${number(each.statementMs, 3, 14)}${number(each.aroundMs, 3, 11)}` +
            `${number(each.blocks, 0, 10)}${number(each.p50Ms, 2, 10)}${number(each.limitP50Ms, 2, 11)}`,
        );
  }
}

const NAMES = { postgraphile: 'vsPostgraphile', bare: 'vsLimit', naive: 'vsNaive', mercurius: 'vsMercurius' };
const rounded = (value, digits = 2) => Number(value.toFixed(digits));

/** The same for a program: ratios of speed with their spread, ratios of CPU, and what each contender measured. */
export function ratios(measured) {
  const others = Object.entries(NAMES).filter(([who]) => measured[who]);
  const of = (give) => Object.fromEntries(others.map(([who, name]) => [name, give(measured[who])]));
  const contenders = Object.entries(measured).map(([who, { perSecond, p50, p99, server, database, client }]) => [
    who,
    {
      perSecond: Math.round(perSecond),
      p50Ms: rounded(p50),
      p99Ms: rounded(p99),
      cpuMs: { server: rounded(server, 3), postgres: rounded(database, 3), client: rounded(client, 3) },
    },
  ]);
  return {
    ...of(({ speed }) => rounded(speed.median)),
    spread: of(({ speed }) => [rounded(speed.from), rounded(speed.to)]),
    cpu: of(({ thrift }) => rounded(thrift.median)),
    contenders: Object.fromEntries(contenders),
  };
}

export { say };
