declare module 'tfjs-core-tests';
declare module 'tfjs-core-jasmine' {
  export function setTestEnvs(
    environments: ReadonlyArray<{ name: string; backendName: string; flags: object; isDataSync: boolean }>,
  ): void;
}
declare module 'jasmine-core' {
  export interface Jasmine {
    getEnv(): { configure(options: object): void; addReporter(reporter: object): void; execute(): Promise<void> };
  }
  const jasmineRequire: { boot(required: unknown): Jasmine };
  export default jasmineRequire;
}
