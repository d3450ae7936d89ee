import { outliveClosedPipes } from './console/closed-pipes.ts';
import { reserveStdout } from './console/stdout.ts';

reserveStdout();
outliveClosedPipes();
// Loaded only now: also what a library prints while it is loaded is no result.
const { main } = await import('./main.ts');
await main();
