import { defineEvent } from '#core';

export const FileUploaded = defineEvent<{ purpose: string; size: number }>('file.uploaded');
