import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { areaRow } from '#test/practice-rows';
import { Practising } from '#test/practices';
import { connect, type Socket } from '#test/socket';

const NEW = `subscription ($area: ID!, $place: String) {
  newPractices(changeAreaId: $area, voivodeship: $place, first: 5) { totalCount nodes { id audience } } }`;
const ANSWER = `subscription ($id: ID!) { practiceQuestionChanged(id: $id) { text answer } }`;

describe('whoever follows practices', () => {
  const t = useApp();
  let p: Practising;
  const sockets: Socket[] = [];
  beforeAll(() => void (p = new Practising(t)));
  afterEach(() => Promise.all(sockets.splice(0).map((socket) => socket.end())));
  const listen = (who: Someone | null, query: string, variables: Record<string, unknown>) => {
    const socket = connect(t, who);
    sockets.push(socket);
    return socket.listen(query, variables);
  };

  it('of an area is told of each that they may read, and of those that are opened to them later', async () => {
    const scene = await p.scene();
    const area = { area: scene.area.id };
    const [everybody, inside] = [listen(null, NEW, area), listen(scene.helper, NEW, area)];
    const elsewhere = listen(null, NEW, { area: (await areaRow(t)).id });
    const far = listen(null, NEW, { ...area, place: '99' });
    const nothing = { data: { newPractices: { totalCount: 0, nodes: [] } } };
    for (const each of [everybody, inside, elsewhere, far]) expect(await each.next()).toMatchObject(nothing);

    const { id } = await p.published(scene, 'CONVENT');
    const told = (audience: string) => ({ data: { newPractices: { totalCount: 1, nodes: [{ id, audience }] } } });
    expect(await inside.next()).toMatchObject(told('CONVENT'));
    expect(await everybody.next()).toMatchObject(nothing);
    await p.do(scene.chair, 'widenPracticeAudience', { practiceId: id, audience: 'PUBLIC' });
    expect(await everybody.next()).toMatchObject(told('PUBLIC'));
    expect(await elsewhere.silent()).toBe(true);
    expect(await far.next()).toMatchObject(nothing);
  });

  it('asked something is told the answer; before it nobody else hears of the question', async () => {
    const scene = await p.scene();
    const practice = await p.published(scene);
    const text = 'Ile to „trwa” & <b>ile</b> kosztuje?';
    await p.do(scene.helper, 'askPracticeQuestion', { practiceId: practice.id, entityId: scene.other.id, text });
    const [question] = await t.sql<{ id: string }>(`SELECT id FROM practice_question WHERE practice_id = $1`, [
      practice.id,
    ]);
    const [asking, stranger] = [
      listen(scene.taker, ANSWER, question!),
      listen(await t.given.person(), ANSWER, question!),
    ];
    expect(await asking.next()).toMatchObject({ data: { practiceQuestionChanged: { text, answer: null } } });
    expect((await stranger.next()).errors[0]!.extensions.code).toBe('NOT_FOUND');
    expect((await listen(null, ANSWER, question!).next()).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
    await p.do(scene.author, 'answerPracticeQuestion', { questionId: question!.id, answer: 'Rok.' });
    expect(await asking.next()).toMatchObject({ data: { practiceQuestionChanged: { text, answer: 'Rok.' } } });
  });
});
