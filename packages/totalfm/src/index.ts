export { loadBuiltIns } from './built-ins.ts';
export { appErrors } from './errors.ts';
