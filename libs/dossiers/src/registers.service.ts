import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { checkedArgs, numbered, sql, type Sql } from '#reads';
import { RegisterArgs, registerCondition } from './dossier.listing.ts';
import { REGISTER_FORMS, type RegisterForm, type RegisterRow } from './register-table.ts';

/** More rows than anybody reads in a spreadsheet; narrower conditions give the others. */
const MOST_ROWS = 10_000;

const rowsOf = (condition: Sql): Sql => sql`
  SELECT r.number, r.title, s.title AS dossier, coalesce(c.official_name, f.name) AS body, x.addressee_kind AS "addresseeKind",
    (SELECT coalesce(string_agg(a.name_pl, ', ' ORDER BY a.number), '') FROM recommendation_area k
      JOIN change_area a ON a.id = k.change_area_id WHERE k.recommendation_id = r.id) AS areas,
    x.addressee, x.sent_on::text AS "sentOn", x.reference, x.channel, x.due_on::text AS "dueOn",
    x.response_id IS NULL AND coalesce(x.due_on < warsaw_day(now()), false) AS overdue,
    w.received_on::text AS "receivedOn", p.kind, p.reason, u.stage, u.list_number AS "listNumber", u.act
  FROM register_entry e JOIN dispatch x ON x.id = e.dispatch_id JOIN dossier s ON s.id = x.dossier_id
    JOIN recommendation r ON r.id = e.recommendation_id
    LEFT JOIN convent c ON c.id = s.convent_id LEFT JOIN forum f ON f.id = s.forum_id
    LEFT JOIN answer_position p ON p.id = e.position_id LEFT JOIN dossier_response w ON w.id = p.response_id
    LEFT JOIN LATERAL (SELECT y.stage, y.list_number, y.act FROM follow_up y WHERE y.recommendation_id = r.id
      AND NOT EXISTS (SELECT FROM follow_up z WHERE z.corrects_id = y.id)
      ORDER BY y.reached_on DESC, y.id DESC LIMIT 1) u ON true
  WHERE ${condition} ORDER BY e.id DESC LIMIT ${MOST_ROWS}`;

/** The register of answers as files: it is public, so everybody gets the same. */
@Injectable()
export class Registers {
  constructor(private readonly db: Db) {}

  /** Conditions as the API has them; INVALID_INPUT says what is wrong with one. */
  async file(form: RegisterForm, conditions: object): Promise<{ type: string; bytes: Buffer }> {
    const { type, make } = REGISTER_FORMS[form];
    return { type, bytes: await make(await this.rows(conditions)) };
  }

  private rows(conditions: object): Promise<RegisterRow[]> {
    const { filter } = checkedArgs(RegisterArgs, { filter: conditions }) as RegisterArgs;
    const { text, values } = numbered(rowsOf(registerCondition(sql`e`, filter)));
    return this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<RegisterRow>(text, values);
    });
  }
}
