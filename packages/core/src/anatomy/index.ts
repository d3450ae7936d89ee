export * from './benchmark-findings.ts';
export * from './built-in-organs.ts';
export * from './other-anatomy.ts';
export * from './totalsegmentator.ts';
