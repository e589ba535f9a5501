import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates, officialBodyOf } from '#convents';
import { Forbidden, newId, type Tx } from '#core';
import { ReportMeetingsWrong } from './minutes.errors.ts';
import { ReportCompiled } from './minutes.events.ts';
import { KEEPERS } from './minutes.policy.ts';
import { MeetingReport, MeetingReportItem, type CompileMeetingReportInput } from './report.entity.ts';

/** Reports say nothing that the published minutes of their meetings do not. */
@Injectable()
export class MeetingReports {
  constructor(private readonly mandates: HeldMandates) {}

  async compile(tx: Tx, { bodyId, title, meetingIds }: CompileMeetingReportInput): Promise<{ id: string }> {
    const body = await officialBodyOf(tx, bodyId, 'OrganisingBody');
    const mandate = heldIn(await this.mandates.of(tx), bodyId.toLowerCase(), KEEPERS);
    if (!mandate)
      throw Forbidden({ reason: 'Raport sporządza prezydium konwentu albo forum, także jego koordynator.' });
    tx.allow(mandate);
    const [known] = await tx.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM minutes WHERE id = ANY ($1) AND state = 'PUBLISHED'`,
      [meetingIds],
    );
    if (known!.n !== meetingIds.length) throw ReportMeetingsWrong();
    const id = newId();
    await tx.em.insert(MeetingReport, { id, ...body, title, createdAt: tx.now, mandateId: mandate.id });
    await tx.em.insert(
      MeetingReportItem,
      meetingIds.map((meetingId, i) => ({ id: newId(), reportId: id, meetingId, position: i + 1 })),
    );
    tx.emit(ReportCompiled(id, {}, [bodyId]));
    return { id };
  }
}
