import { Command } from 'nest-commander';
import { sdl } from '../api/schema.ts';
import { Base } from './base.command.ts';
import type { CommonOptions } from './output.ts';

@Command({ name: 'sdl', description: 'Wypisuje schemat GraphQL.' })
export class SdlCommand extends Base {
  protected async work(_: string[], { json }: CommonOptions): Promise<void> {
    const text = await sdl();
    process.stdout.write(json ? `${JSON.stringify({ sdl: text })}\n` : text);
  }
}
