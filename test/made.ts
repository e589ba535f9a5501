/** What of a schema a migration could leave behind or make otherwise the second time; not what extensions bring. */
export const MADE = `
  WITH ours AS (
    SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S')
      AND relname NOT IN ('migrations', 'migrations_id_seq'))
  SELECT format('%s %s %s %s', relkind, relname, relrowsecurity, relforcerowsecurity) AS made FROM ours
  UNION ALL SELECT format('column %s.%s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
    FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
  UNION ALL SELECT pg_get_indexdef(indexrelid) FROM ours c JOIN pg_index i ON i.indrelid = c.oid
  UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(o.oid))
    FROM ours c JOIN pg_constraint o ON o.conrelid = c.oid
  UNION ALL SELECT format('policy %s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) FROM pg_policies
  UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
  UNION ALL SELECT format('collation %s', collname) FROM pg_collation WHERE collnamespace = 'public'::regnamespace
  UNION ALL SELECT format('schema %s', nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
  UNION ALL SELECT format('grant %s.%s %s %s', table_schema, table_name, grantee, privilege_type)
    FROM information_schema.role_table_grants WHERE grantee IN ('konwent_app', 'konwent_public')
  ORDER BY 1`;
