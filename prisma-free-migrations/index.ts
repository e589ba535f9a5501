import { Core1793318400000 } from './1793318400000-core.ts';
import { Identity1793318460000 } from './1793318460000-identity.ts';
import { Convents1793318520000 } from './1793318520000-convents.ts';
import { Imports1793318580000 } from './1793318580000-imports.ts';
import { Jobs1793318640000 } from './1793318640000-jobs.ts';
import { Claims1793690000000 } from './1793690000000-claims.ts';
import { Seals1793700000000 } from './1793700000000-seals.ts';
import { Files1793700060000 } from './1793700060000-files.ts';
import { Obligations1793700110000 } from './1793700110000-obligations.ts';
import { Declarations1793700120000 } from './1793700120000-declarations.ts';
import { ObligationsOfPersons1793700170000 } from './1793700170000-obligations-of-persons.ts';
import { Voting1793700180000 } from './1793700180000-voting.ts';
import { AccessionPolls1793700190000 } from './1793700190000-accession-polls.ts';
import { Meetings1793700240000 } from './1793700240000-meetings.ts';
import { Minutes1793700250000 } from './1793700250000-minutes.ts';
import { MeetingRecords1793700255000 } from './1793700255000-meeting-records.ts';
import { SessionPolls1793700260000 } from './1793700260000-session-polls.ts';
import { OwnObligations1793700270000 } from './1793700270000-own-obligations.ts';
import { MeetingEdges1793700280000 } from './1793700280000-meeting-edges.ts';
import { ObligationsPlannedOnce1793700290000 } from './1793700290000-obligations-planned-once.ts';
import { Practices1793700300000 } from './1793700300000-practices.ts';
import { Areas1793700380000 } from './1793700380000-areas.ts';
import { Search1793700400000 } from './1793700400000-search.ts';
import { SearchParts1793700410000 } from './1793700410000-search-parts.ts';
import { SearchPractices1793700420000 } from './1793700420000-search-practices.ts';
import { SearchOutcomes1793700440000 } from './1793700440000-search-outcomes.ts';
import { SearchConvents1793700450000 } from './1793700450000-search-convents.ts';
import { SearchConcerned1793700460000 } from './1793700460000-search-concerned.ts';
import { PracticeFiles1793700470000 } from './1793700470000-practice-files.ts';
import { PracticeFeed1793700480000 } from './1793700480000-practice-feed.ts';
import { Proposals1793700500000 } from './1793700500000-proposals.ts';
import { Drafts1793700600000 } from './1793700600000-drafts.ts';
import { Circulation1793700700000 } from './1793700700000-circulation.ts';
import { Recommendations1793700800000 } from './1793700800000-recommendations.ts';
import { Dossiers1793700810000 } from './1793700810000-dossiers.ts';
import { Coediting1793700820000 } from './1793700820000-coediting.ts';
import { Remarks1793700830000 } from './1793700830000-remarks.ts';
import { Factors1793700840000 } from './1793700840000-factors.ts';
import { Audit1793700850000 } from './1793700850000-audit.ts';
import { Privacy1793700860000 } from './1793700860000-privacy.ts';
import { Provenance1793700870000 } from './1793700870000-provenance.ts';
import { Outsiders1793700880000 } from './1793700880000-outsiders.ts';
import { DraftsInUse1793700890000 } from './1793700890000-drafts-in-use.ts';
import { ClearHours1793700895000 } from './1793700895000-clear-hours.ts';
import { FreshByItsClock1793700896000 } from './1793700896000-fresh-by-its-clock.ts';
import { ProvenanceByIndex1793700900000 } from './1793700900000-provenance-by-index.ts';
import { ProviderSessions1793700910000 } from './1793700910000-provider-sessions.ts';
import { WritingTogether1793700920000 } from './1793700920000-writing-together.ts';

/** Every change of the tables, oldest first. */
export const migrations = [
  Core1793318400000,
  Identity1793318460000,
  Convents1793318520000,
  Imports1793318580000,
  Jobs1793318640000,
  Claims1793690000000,
  Seals1793700000000,
  Files1793700060000,
  Obligations1793700110000,
  Declarations1793700120000,
  ObligationsOfPersons1793700170000,
  Voting1793700180000,
  AccessionPolls1793700190000,
  Meetings1793700240000,
  Minutes1793700250000,
  MeetingRecords1793700255000,
  SessionPolls1793700260000,
  OwnObligations1793700270000,
  MeetingEdges1793700280000,
  ObligationsPlannedOnce1793700290000,
  Practices1793700300000,
  Areas1793700380000,
  Search1793700400000,
  SearchParts1793700410000,
  SearchPractices1793700420000,
  SearchOutcomes1793700440000,
  SearchConvents1793700450000,
  SearchConcerned1793700460000,
  PracticeFiles1793700470000,
  PracticeFeed1793700480000,
  Proposals1793700500000,
  Drafts1793700600000,
  Circulation1793700700000,
  Recommendations1793700800000,
  Dossiers1793700810000,
  Coediting1793700820000,
  Remarks1793700830000,
  Factors1793700840000,
  Audit1793700850000,
  Privacy1793700860000,
  Provenance1793700870000,
  Outsiders1793700880000,
  DraftsInUse1793700890000,
  ClearHours1793700895000,
  FreshByItsClock1793700896000,
  ProvenanceByIndex1793700900000,
  ProviderSessions1793700910000,
  WritingTogether1793700920000,
];
