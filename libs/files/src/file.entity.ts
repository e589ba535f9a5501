import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, IsInt, Min } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime, MutationInput, Text } from '#core';
import { Computed, sql, Visible } from '#reads';
import { seesFile } from './files.policy.ts';
import type { MediaType } from './media-types.ts';

export enum UploadPurpose {
  ATTACHMENT = 'ATTACHMENT',
  SCAN = 'SCAN',
  SIGNED_PDF = 'SIGNED_PDF',
}
registerEnumType(UploadPurpose, {
  name: 'UploadPurpose',
  description: 'What a file is sent for; it decides what is taken, and how large (cel).',
  valuesMap: {
    ATTACHMENT: {
      description: 'An attachment (załącznik): PDF, PNG, JPEG, TIFF, DOCX, XLSX, ODT, TXT, CSV; up to 25 MB.',
    },
    SCAN: { description: 'A scan of a paper (skan): PDF, PNG, JPEG, TIFF; up to 25 MB.' },
    SIGNED_PDF: {
      description:
        'A PDF whose last signature covers the whole file (podpisany PDF), up to 25 MB; attached, not validated.',
    },
  },
});

@ObjectType({
  description:
    'An uploaded file (plik): seen by whoever uploaded it, and by those for whom it is used. Get it at `downloadPath`.',
})
@Visible(seesFile)
@Entity('file')
export class File {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'The name under which it was sent (nazwa).' }) @Column('text') name: string;
  @Field(() => String, { description: 'What its content was found to be, such as application/pdf (rodzaj).' })
  @Column('text')
  mediaType: MediaType;
  @Field(() => Int, { description: 'Its length in bytes (rozmiar).' }) @Column('int') size: number;
  @Field({ description: 'SHA-256 of its content, 64 hexadecimal digits (skrót).' }) @Column('text') sha256: string;
  @Field(() => DateTime, { description: 'When it came in (czas przesłania).' })
  @Column('timestamptz')
  uploadedAt: Date;
  @Field({
    description: 'Where to GET it, with your session or token unless it is public: always as an attachment (ścieżka).',
  })
  @Computed((row) => sql`('/files/' || ${row}.id)`)
  downloadPath: string;
  @Column('text') purpose: UploadPurpose;
  @Column('uuid') uploadedBy: string;
  /** Whether a PDF's last signature covers all of it: WHOLE, or why not; null for anything else. */
  @Column('text', { nullable: true }) coverage: string | null;
  /** Since when no use holds it; it is swept a day later. */
  @Column('timestamptz', { nullable: true }) unusedSince: Date | null;
}

@InputType({ description: 'The file that you are going to send (zapowiedź pliku).' })
export class CreateUploadTicketInput extends MutationInput {
  @Field({ description: 'Its name with the extension, at most 200 characters; folders before it are left out.' })
  @Text({ max: 200 })
  fileName: string;
  @Field(() => Int, { description: 'Its exact length in bytes.' }) @IsInt() @Min(0) size: number;
  @Field(() => UploadPurpose) @IsEnum(UploadPurpose) purpose: UploadPurpose;
}

@ObjectType({
  description:
    'Lets you send one file, once, within ten minutes (bilet): POST its bytes to `path` with your own `Authorization` and the header `Upload-Ticket`.',
})
export class UploadTicket {
  @Field({ description: 'For the header `Upload-Ticket`; shown this once.' }) ticket: string;
  @Field({ description: 'Where to POST the file, as the body of the request.' }) path: string;
  @Field(() => DateTime, { description: 'When it stops working.' }) expiresAt: string;
}
