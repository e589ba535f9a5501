import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { FileStore } from './file-store.ts';
import { FileSweep } from './file-sweep.ts';
import { File } from './file.entity.ts';
import { FileResolver } from './file.resolver.ts';
import { Files } from './files.service.ts';
import { Inspector } from './inspector.service.ts';
import { UploadTickets } from './tickets.service.ts';
import { Uploads } from './uploads.service.ts';

@Module({
  imports: [ConventsModule, TypeOrmModule.forFeature([File])],
  providers: [FileResolver, FileStore, FileSweep, Files, Inspector, Uploads, UploadTickets],
  exports: [FileSweep, Files, Uploads],
})
export class FilesModule {}
