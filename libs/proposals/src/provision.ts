import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, ValidateBy } from 'class-validator';
import { Text } from '#core';
import {
  formatEli,
  formatPath,
  formatPublication,
  isPublication,
  parseActCitation,
  parsePath,
  parsePublication,
  type Publication,
} from '#drafting';

/** A provision as it is stored: the same one is always the same texts. */
export interface Provision {
  readonly act: string;
  readonly eli: string;
  readonly path: string | null;
}

const tried = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** The first publication of an act, however it is cited; ELI leaves out the issue, which acts until 2011 need. */
function publicationIn(text: string): Publication | undefined {
  const read = parseActCitation(text)?.publication ?? tried(() => parsePublication(text));
  return read && isPublication(read) ? read : undefined;
}

const pathIn = (text: string): string | undefined => tried(() => formatPath(parsePath(text)));

const Readable = (name: string, read: (text: string) => unknown, message: string): PropertyDecorator =>
  ValidateBy({
    name,
    validator: {
      validate: (value) => typeof value === 'string' && Boolean(read(value)),
      defaultMessage: () => message,
    },
  });

@InputType({ description: 'A provision of the law (przepis).' })
export class ProvisionInput {
  @Field({
    description: 'Where the act was published: Dz.U. 2003 nr 122 poz. 1143, DU/2025/83, (Dz. U. z 2025 r. poz. 83).',
  })
  @Text({ max: 1_000 })
  @Readable(
    'citation',
    publicationIn,
    'Nie rozpoznano miejsca ogłoszenia aktu. Przykłady: Dz.U. 2025 poz. 83, a do 2011 r. z numerem: Dz.U. 2003 nr 122 poz. 1143.',
  )
  act: string;
  @Field(() => String, { nullable: true, description: 'The unit: art. 5 ust. 2 pkt 3; the whole act when absent.' })
  @IsOptional()
  @Text({ max: 300 })
  @Readable('unitPath', pathIn, 'Nie rozpoznano jednostki redakcyjnej. Przykład: art. 5 ust. 2 pkt 3 lit. a.')
  path?: string | null;
}

/** Provisions in their canonical texts, each once. */
export function provisionsOf(inputs: readonly ProvisionInput[]): Provision[] {
  const found = inputs.map(({ act, path }) => {
    const publication = publicationIn(act)!;
    const unit = path ? pathIn(path)! : null;
    return { act: formatPublication(publication), eli: formatEli(publication), path: unit };
  });
  return found.filter(({ act, path }, i) => found.findIndex((each) => each.act === act && each.path === path) === i);
}
