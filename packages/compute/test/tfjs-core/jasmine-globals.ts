/** `describe`, `it` and `expect` of Jasmine, as tfjs-core's specs want them. Imported before them. */
import jasmineRequire from 'jasmine-core';

export const jasmine: ReturnType<typeof jasmineRequire.boot> = jasmineRequire.boot(jasmineRequire);
