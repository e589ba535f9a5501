import { sql, type Rule } from '#reads';

/** Whoever uploaded it; everyone where a use is public; whoever acts for a body or entity that a use is meant for. */
export const seesFile: Rule = (f, actor) => sql`${f}.uploaded_by = ${actor} OR EXISTS (
  SELECT FROM file_use u WHERE u.file_id = ${f}.id
    AND (u.is_public OR u.audience && (SELECT bodies_of(${actor}))::uuid[]))`;
