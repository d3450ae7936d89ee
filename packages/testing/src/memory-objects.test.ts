import { MemoryObjects } from './fixtures/memory-objects.ts';
import { describeObjectStore } from './suites/object-store.ts';

describeObjectStore('memory', async () => {
  const objects = new MemoryObjects();
  return { open: async () => objects };
});
