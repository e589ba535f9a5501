import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { NotFound } from './errors.ts';

/** An id argument; what cannot be an id is answered like an id that nobody has. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!isUUID(id)) throw NotFound({ id });
    return id;
  }
}
