import { promptBankVersion } from '@totalfm/anatomy';
import { hashText, type Anatomy } from '@totalfm/core';

/**
 * The version of the built-in prompts, and a hash of the experiment's own, which a plugin's organ may add to: scores are
 * comparable only where both agree.
 */
export function promptBankOf({ organs }: Anatomy): string {
  const bank = organs.map(({ organ, name, normal, findings }) => [
    organ,
    name,
    normal,
    findings.map(({ id, prompts }) => [id, prompts.present, prompts.absent]),
  ]);
  return `${promptBankVersion}+${hashText(JSON.stringify(bank)).toString(16).padStart(8, '0')}`;
}
