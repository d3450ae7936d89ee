#!/usr/bin/env node
import('../dist/cli.js').catch((error) => {
  if (error?.code === 'ERR_MODULE_NOT_FOUND' && String(error.message).includes('dist/cli.js')) {
    console.error('totalfm is not built yet. Run: npm run build');
    process.exit(1);
  }
  throw error;
});
