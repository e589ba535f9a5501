import { Controller, Get, Param, Query, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NotFound } from '#core';
import { Registers, type RegisterForm } from '#dossiers';
import { Problems } from './uploads.ts';

const FILE = /^answers\.(csv|xlsx)$/;

type Given = Record<string, unknown>;

const listed = (value: unknown): unknown[] | undefined =>
  value === undefined
    ? undefined
    : [value].flat().flatMap((each) => (typeof each === 'string' ? each.split(',') : each));

const numeral = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}$/.test(value) ? Number(value) : value;
const flag = (value: unknown): unknown => (value === 'true' || value === 'false' ? value === 'true' : value);

/** The conditions of an address, in the forms that the API's filter has; what is left over is refused there. */
function conditionsIn({ addresseeKind, position, area, year, overdue, ...rest }: Given): Given {
  const given = {
    ...{ addresseeKinds: listed(addresseeKind), positions: listed(position), changeAreas: listed(area) },
    ...{ years: listed(year)?.map(numeral), overdue: flag(overdue) },
    ...rest,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The register of what was answered, as files; as data it is in GraphQL. Nobody is asked who they are. */
@Controller('/register')
@UseFilters(Problems)
export class RegisterController {
  constructor(private readonly registers: Registers) {}

  @Get(':file')
  async answers(@Param('file') file: string, @Query() query: Given, @Res() reply: FastifyReply): Promise<void> {
    const form = FILE.exec(file)?.[1] as RegisterForm | undefined;
    if (!form) throw NotFound({ type: 'Register', id: file.slice(0, 80) });
    const { type, bytes } = await this.registers.file(form, conditionsIn(query));
    void reply
      .headers({
        ...{ 'content-type': type, 'content-length': bytes.length, 'x-content-type-options': 'nosniff' },
        ...{ 'cache-control': 'no-cache', 'content-disposition': `attachment; filename="rejestr-odpowiedzi.${form}"` },
      })
      .send(bytes);
  }
}
