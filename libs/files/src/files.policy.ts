import { join, sql, type Rule, type Sql } from '#reads';

const followed = new Map<string, Rule>();

/**
 * Says that the files used for subjects of this type are seen by whoever sees something else now, which the rule tells
 * of their use; a policy `seen_with_…` on file_use says the same to PostgreSQL.
 */
export const filesSeenWith = (subjectType: string, rule: Rule): void => void followed.set(subjectType, rule);

const isSeen = (use: Sql, actor: Sql): Sql =>
  join(
    [
      sql`${use}.is_public OR ${use}.audience && (SELECT bodies_of(${actor}))::uuid[]`,
      ...[...followed].map(([type, rule]) => sql`(${use}.subject_type = ${type} AND (${rule(use, actor)}))`),
    ],
    ' OR ',
  );

/**
 * Whoever uploaded it; everyone where a use is public; whoever acts for a body or entity that a use is meant for; whoever
 * sees what a use follows.
 */
export const seesFile: Rule = (f, actor) => sql`${f}.uploaded_by = ${actor} OR EXISTS (
  SELECT FROM file_use u WHERE u.file_id = ${f}.id AND (${isSeen(sql`u`, actor)}))`;
