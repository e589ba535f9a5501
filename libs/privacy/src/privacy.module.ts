import { Module } from '@nestjs/common';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { IdentityModule } from '#identity';
import { MeetingsModule } from '#meetings';
import { MinutesModule } from '#minutes';
import { Erasing } from './erasing.service.ts';
import { Erasures } from './erasures.service.ts';
import { MyDataExports } from './my-data.service.ts';
import { PersonKeys } from './person-keys.ts';
import { PrivacyClock } from './privacy.clock.ts';
import { PrivacyResolver } from './privacy.resolver.ts';
import { Retention } from './retention.service.ts';
import { Scrubbing } from './scrubbing.service.ts';

@Module({
  imports: [ConventsModule, FilesModule, IdentityModule, MeetingsModule, MinutesModule],
  providers: [PrivacyResolver, Erasing, Erasures, MyDataExports, PersonKeys, PrivacyClock, Retention, Scrubbing],
  exports: [Erasing, Erasures, MyDataExports, PersonKeys, PrivacyClock, Retention, Scrubbing],
})
export class PrivacyModule {}
