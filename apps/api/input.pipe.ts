import { ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import { InvalidInput, PageArgs } from '#core';
import { checkedArgs, invalid } from '#reads';

const isPage = (type: Type | undefined): type is Type<PageArgs> =>
  type !== undefined && (type === PageArgs || type.prototype instanceof PageArgs);

/** Checks what every resolver takes by its class; a field that the class does not know is refused. */
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      transformOptions: { exposeDefaultValues: true },
      exceptionFactory: (errors) => InvalidInput({ fields: invalid(errors) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isPage(metadata.metatype)) return checkedArgs(metadata.metatype, value as object);
    return super.transform(value, metadata);
  }
}
