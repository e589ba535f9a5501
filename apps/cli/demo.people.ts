import { newId, type Tx } from '#core';
import { EntityKind, type MandateFunction } from '#convents';
import type { PeopleService } from '#identity';
import type { DemoEntity } from './demo.network.ts';

interface Network {
  readonly forum: string;
  /** By TERYT. */
  readonly convents: ReadonlyMap<string, string>;
  readonly entities: readonly DemoEntity[];
}

interface DemoPerson {
  readonly email: string;
  readonly displayName: string;
  readonly operator?: boolean;
  readonly mandate?: {
    readonly function: MandateFunction;
    readonly column: 'convent_id' | 'forum_id' | 'entity_id';
    readonly body: string;
  };
}

const REGIONS: Record<string, [key: string, whose: string]> = {
  '02': ['dolnoslaski', 'Dolnośląskiego Konwentu'],
  '06': ['lubelski', 'Konwentu Lubelszczyzny'],
  '22': ['pomorski', 'Pomorskiego Konwentu'],
  '24': ['slaski', 'Śląskiego Konwentu'],
  '16': ['opolski', 'Konwentu z województwa opolskiego'],
};

/** Functions instead of persons: whoever tries the demo plays them. */
function cast({ forum, convents, entities }: Network): DemoPerson[] {
  const entity = (kind: EntityKind) => entities.find((each) => each.kind === kind && each.teryt === '22')!.id;
  const chairs = [...convents].map(([teryt, body]) => {
    const [key, whose] = REGIONS[teryt]!;
    return person(`chair.${key}`, `Przewodnicząca ${whose} (demo)`, 'CHAIR', 'convent_id', body);
  });
  const pomorski = convents.get('22')!;
  return [
    ...chairs,
    person('secretary.pomorski', 'Sekretarz Pomorskiego Konwentu (demo)', 'SECRETARY', 'convent_id', pomorski),
    person(
      'representative.cis',
      'Przedstawicielka CIS z Pomorza (demo)',
      'REPRESENTATIVE',
      'entity_id',
      entity(EntityKind.CIS),
    ),
    person('staff.cis', 'Pracownik CIS z Pomorza (demo)', 'STAFF', 'entity_id', entity(EntityKind.CIS)),
    person('coordinator.forum', 'Koordynatorka Forum (demo)', 'COORDINATOR', 'forum_id', forum),
    person('observer.forum', 'Obserwator przy Forum (demo)', 'OBSERVER', 'forum_id', forum),
    { email: 'operator@demo.invalid', displayName: 'Operator węzła (demo)', operator: true },
  ];
}

const person = (
  key: string,
  displayName: string,
  what: MandateFunction,
  column: 'convent_id' | 'forum_id' | 'entity_id',
  body: string,
): DemoPerson => ({ email: `${key}@demo.invalid`, displayName, mandate: { function: what, column, body } });

export async function addPeople(tx: Tx, people: PeopleService, network: Network): Promise<number> {
  const all = cast(network);
  for (const { email, displayName, operator, mandate } of all) {
    const personId = await people.create(tx, { email, displayName, operator });
    if (!mandate) continue;
    await tx.sql(
      `INSERT INTO mandate (id, person_id, function, ${mandate.column}, state, valid, basis, sample)
       VALUES ($1, $2, $3, $4, 'ACTIVE', tstzrange(now(), NULL), 'Dane przykładowe', true)`,
      [newId(), personId, mandate.function, mandate.body],
    );
  }
  return all.length;
}
