export * from './benchmark-findings.ts';
export * from './built-in-organs.ts';
export * from './label-sets/index.ts';
export * from './other-anatomy.ts';
export * from './structure-terms.ts';
export * from './totalsegmentator.ts';
export * from './whole-scan.ts';
