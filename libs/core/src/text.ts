import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Length, Matches } from 'class-validator';

const NO_CONTROLS = /^[^\p{Cc}\p{Cs}]*$/u;
const NO_CONTROLS_BUT_LINES = /^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u;

interface Bounds {
  readonly min?: number;
  readonly max: number;
  /** Whether it may run over several lines. */
  readonly lines?: boolean;
  /** Whether the property is a list of such texts. */
  readonly each?: boolean;
}

const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy);
  return typeof value === 'string' ? value.normalize('NFC').trim() : value;
};

/** A text from a person: trimmed, in Unicode's composed form, bounded, without control characters. */
export function Text({ min = 1, max, lines = false, each = false }: Bounds) {
  const form = lines ? NO_CONTROLS_BUT_LINES : NO_CONTROLS;
  const length = min > 1 ? `od ${min} do ${max} znaków` : `najwyżej ${max} znaków${min ? ', nie może być pusty' : ''}`;
  return applyDecorators(
    Transform(({ value }) => tidy(value)),
    IsString({ message: 'Oczekiwano tekstu.', each }),
    Length(min, max, { message: `Tekst ma mieć ${length}.`, each }),
    Matches(form, { message: 'Tekst zawiera znaki sterujące, których nie wolno tu użyć.', each }),
  );
}
