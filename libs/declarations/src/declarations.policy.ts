import { sql, type Rule } from '#reads';

/** What was in force is public; before that, the officers of the bodies that take part, or with whom it was shared. */
export const seesDeclaration: Rule = (d, actor) =>
  sql`${d}.state IN ('IN_FORCE', 'SUPERSEDED') OR ${d}.readers && (SELECT offices_of(${actor}))`;

/** What belongs to a declaration is seen with it. */
export const seesPart: Rule = (part, actor) =>
  sql`EXISTS (SELECT FROM declaration d WHERE d.id = ${part}.declaration_id AND (${seesDeclaration(sql`d`, actor)}))`;
