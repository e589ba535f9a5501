import { Args, Query, Resolver } from '@nestjs/graphql';
import { Public } from '#core';
import { maybe, page, sql, type Read } from '#reads';
import { AuditCheckpoint } from './audit-checkpoint.entity.ts';
import { AuditArgs, AuditEntry, AuditEntryConnection, auditListing } from './audit-entry.entity.ts';

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    description:
      'What was done and what was refused, the latest first (dziennik): to the officers of the convent or forum that it concerns; to the operator without who and what.',
  })
  auditEntries(@Args() args: AuditArgs): Read<AuditEntry[]> {
    return page(AuditEntry, auditListing, args);
  }

  @Public()
  @Query(() => AuditCheckpoint, {
    nullable: true,
    description:
      'The latest checkpoint of the audit trail (punkt kontrolny); sealed at /.well-known/konwent-checkpoint.json.',
  })
  auditHead(): Read<AuditCheckpoint | null> {
    return maybe(
      AuditCheckpoint,
      (row) => sql`${row}.sequence = (SELECT c.sequence FROM audit_checkpoint c ORDER BY c.sequence DESC LIMIT 1)`,
    );
  }
}
